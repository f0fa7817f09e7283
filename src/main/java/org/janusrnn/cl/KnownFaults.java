package org.janusrnn.cl;

import java.util.Locale;

/**
 * What is known to be wrong with particular drivers, each with its reason and the way round it. This is the one place
 * where Janus looks at a driver's name. A line may go when no driver in use has the fault any more.
 */
final class KnownFaults {
    private KnownFaults() {
    }

    /**
     * Mesa's llvmpipe ends a work-item's loops after 65,535 iterations in total, nested loops included, and returns
     * wrong numbers without an error. Its compiler counts them against LP_MAX_TGSI_LOOP_ITERATIONS, so this holds for
     * llvmpipe under any front end and not for Mesa's drivers of real GPUs (seen with rusticl 22.3: a loop of 70,000
     * stops at 65,535). Way round: kernels with bounded loops, such as one launch a time step, never a whole sequence
     * in one work-item.
     */
    static long maxLoopIterations(String deviceName) {
        return isLlvmpipe(deviceName) ? 65_535 : Long.MAX_VALUE;
    }

    /**
     * rusticl on llvmpipe needs from 48 seconds to many minutes, and gigabytes, for kernels with large unrolled vector
     * tiles (22.3). Way round: small kernels, one a program.
     */
    static boolean slowCompiler(String deviceName) {
        return isLlvmpipe(deviceName);
    }

    /**
     * Oclgrind (21.10) ends the process when two threads have commands on the device at once. Way round: one thread,
     * which may well use several queues.
     */
    static boolean manyThreads(String deviceName) {
        return !isOclgrind(deviceName);
    }

    /** Oclgrind interprets every instruction, thousands of times slower than a machine. Way round: small work. */
    static boolean simulated(String deviceName) {
        return isOclgrind(deviceName);
    }

    /**
     * rusticl of Mesa 22 has no profiling yet: every command begins at time 2 and ends at time 3. Way round: measure on
     * the host.
     */
    static boolean eventTimes(String platformName, String driverVersion) {
        return !isRusticl22(platformName, driverVersion);
    }

    /**
     * clFinish of rusticl (22.3) waits for the commands since the last flush alone, and returns at once where all were
     * flushed. A queue closed then goes on computing, and a process that ends meanwhile is torn down around it: "free():
     * invalid size", or a fault in the driver. Way round: a marker before every clFinish, so that there is a last
     * command to wait for.
     */
    static boolean finishForgetsFlushed(String platformName, String driverVersion) {
        return isRusticl22(platformName, driverVersion);
    }

    /**
     * A graphics driver that computes on the CPU, or a simulator. Such a device may call itself a GPU, so it must not
     * win over a real one: it ranks last.
     */
    static boolean software(String deviceName) {
        String name = deviceName.toLowerCase(Locale.ROOT);
        return name.contains("llvmpipe") || name.contains("softpipe") || name.contains("swrast")
                || name.contains("basic render") || isOclgrind(deviceName);
    }

    /**
     * Whether the driver builds a program anew in every process. PoCL, NVIDIA and Mesa keep what they built on disk;
     * way round for the others: a cache of our own.
     */
    static boolean forgetsBuilds(String platformName) {
        return !platformName.equals("Portable Computing Language") && !platformName.equals("NVIDIA CUDA")
                && !platformName.equals("rusticl") && !platformName.equals("Clover");
    }

    /** rusticl shows a device only where its driver is named in the environment, unlike every other platform. */
    static String whyNoDevice(String platformName) {
        return platformName.equals("rusticl")
                ? ": set RUSTICL_ENABLE to Mesa's driver for your GPU (radeonsi, iris, ...; llvmpipe for the CPU)" : "";
    }

    private static boolean isRusticl22(String platformName, String driverVersion) {
        return platformName.equals("rusticl") && driverVersion.startsWith("22.");
    }

    private static boolean isOclgrind(String deviceName) {
        return deviceName.startsWith("Oclgrind");
    }

    private static boolean isLlvmpipe(String deviceName) {
        return deviceName.toLowerCase(Locale.ROOT).contains("llvmpipe");
    }
}

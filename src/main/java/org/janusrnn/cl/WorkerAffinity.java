package org.janusrnn.cl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.janusrnn.cl.lwjgl.ProcessEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has PoCL hold each of its threads on a processor of its own (its variable POCL_AFFINITY, for which it must not be loaded
 * yet). A short kernel is over before the scheduler of Linux has looked twice: two threads that it woke on one processor
 * stay there for the whole of it, while the other processor idles. After pauses most runs of 2 to 10 ms took nearly twice
 * their time so. What the user has set stays.
 */
final class WorkerAffinity {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerAffinity.class);
    private static final String VARIABLE = "POCL_AFFINITY";
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static boolean done;

    private WorkerAffinity() {
    }

    /** Once in a process, before drivers are loaded. */
    static synchronized void hold() {
        Path status = Path.of("/proc/self/status");
        if (done || System.getenv(VARIABLE) != null || !Files.isReadable(status)) {
            return;
        }
        done = true;
        try {
            String allowed = allowed(Files.readString(status));
            if (!isAll(allowed, Runtime.getRuntime().availableProcessors())) {
                // PoCL counts processors from 0, so its threads would leave those that the process was given.
                LOG.info("threads of PoCL are not held on processors, since this process has only some ({}): if it may use "
                        + "all from 0 on, set {}=1", allowed, VARIABLE);
            } else if (!ProcessEnvironment.offer(VARIABLE, "1")) {
                LOG.info("threads of PoCL are not held on processors, since the environment could not be changed: set {}=1",
                        VARIABLE);
            }
        } catch (IOException | LinkageError e) {
            LOG.info("threads of PoCL are not held on processors ({}): set {}=1", e.getMessage(), VARIABLE);
        }
    }

    /** The processors that a process may use, such as {@code 0-3,7}, of what Linux says of it. */
    static String allowed(String status) {
        return status.lines().filter(line -> line.startsWith(ALLOWED)).map(line -> line.substring(ALLOWED.length()).strip())
                .findFirst().orElse("unknown");
    }

    /** Whether those are so many from 0 on. */
    static boolean isAll(String allowed, int processors) {
        return allowed.equals(processors == 1 ? "0" : "0-" + (processors - 1));
    }
}

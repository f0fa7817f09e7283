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
    private static String refusal;

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
            int processors = Runtime.getRuntime().availableProcessors();
            if (!isAll(allowed, processors)) {
                // PoCL counts processors from 0, so its threads would leave those that the process was given.
                refusal = "this process may use processors " + allowed + ", and Java counts " + processors;
            } else if (!ProcessEnvironment.offer(VARIABLE, "1")) {
                refusal = "the environment could not be changed";
            }
        } catch (IOException | LinkageError e) {
            refusal = e.getMessage();
        }
    }

    /** Says once, when a device of PoCL is opened, why its threads are free. */
    static synchronized void explain(ClDevice device) {
        if (refusal != null && device.platformVersion().contains("PoCL")) {
            LOG.warn("threads of PoCL are not held on processors ({}), so that short runs may take twice their time: set {}=1 "
                    + "to hold them all the same, 0 to be content", refusal, VARIABLE);
            refusal = null;
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

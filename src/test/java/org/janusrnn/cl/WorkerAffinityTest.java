package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.janusrnn.testing.EveryDeviceAndBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PoCL's threads each have a processor, unless the process was given only some, or the user wants it otherwise. */
class WorkerAffinityTest {
    private static final Path SELF = Path.of("/proc/self");
    private static final long PATIENCE = 5_000_000_000L;

    @EveryDeviceAndBinding
    void eachThreadOfPoclHasAProcessorOfItsOwn(ClDevice device) throws IOException {
        assumeThat(device.platformVersion()).contains("PoCL");
        assumeThat(System.getenv("POCL_AFFINITY")).as("what the user has set").isNull();
        int processors = Runtime.getRuntime().availableProcessors();
        assumeThat(WorkerAffinity.isAll(WorkerAffinity.allowed(Files.readString(SELF.resolve("status"))), processors))
                .as("the process may use all processors").isTrue();
        assumeThat(processors).as("processors to choose from").isGreaterThan(1);
        try (ClContext context = ClContext.open(device); ClQueue queue = context.queue(false)) {
            queue.finish();
            List<String> each = IntStream.range(0, device.computeUnits()).mapToObj(Integer::toString).toList();
            List<String> alone = onOneProcessor();
            // PoCL's threads place themselves, when they have begun.
            for (long end = System.nanoTime() + PATIENCE; alone.size() < each.size() && System.nanoTime() < end;) {
                Thread.onSpinWait();
                alone = onOneProcessor();
            }
            assertThat(alone).containsExactlyInAnyOrderElementsOf(each);
        }
    }

    /** Where those threads of this process may run that have no choice. */
    private static List<String> onOneProcessor() throws IOException {
        List<String> alone = new ArrayList<>();
        try (Stream<Path> threads = Files.list(SELF.resolve("task"))) {
            for (Path thread : threads.toList()) {
                String allowed = allowed(thread);
                if (allowed.matches("\\d+")) {
                    alone.add(allowed);
                }
            }
        }
        return alone;
    }

    /** Threads of Java may end while they are looked at. */
    private static String allowed(Path thread) throws IOException {
        try {
            return WorkerAffinity.allowed(Files.readString(thread.resolve("status")));
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            }
            return "ended";
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0-1   | 2  | true
            0-63  | 64 | true
            0     | 1  | true
            0     | 2  | false
            1     | 1  | false
            2-3   | 2  | false
            0-3   | 2  | false
            0,2   | 2  | false
            unknown | 2 | false
            """)
    void onlyAllProcessorsFromTheFirstOnWillDo(String allowed, int processors, boolean all) {
        assertThat(WorkerAffinity.isAll(allowed, processors)).isEqualTo(all);
    }

    @Test
    void readsWhatLinuxSaysOfAProcess() {
        assertThat(WorkerAffinity.allowed("Name:\tjava\nCpus_allowed:\tf\nCpus_allowed_list:\t0-3\nMems_allowed:\t1\n"))
                .isEqualTo("0-3");
        assertThat(WorkerAffinity.allowed("Name:\tjava\n")).isEqualTo("unknown");
    }
}

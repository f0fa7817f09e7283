package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.testing.EveryDevice;

/** What commands log is plain text, whichever class made the first logger: no thread, no class. */
class PlainWarningsTest {
    /** Java is told of fewer processors than Linux grants, which a device of PoCL then warns of. */
    @EveryDevice
    void aWarningIsALineOfItsOwn(ClDevice device) throws IOException, InterruptedException {
        assumeThat(device.platformVersion()).contains("PoCL");
        assumeThat(Path.of("/proc/self/status")).isReadable();
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        Path log = Files.createTempFile("janus", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:ActiveProcessorCount=1",
                    "-cp", System.getProperty("java.class.path"), Janus.class.getName(), "bench", "--cell", "rnn_tanh",
                    "--shape", "2,1,16,16", "--device", device.id()).redirectError(log.toFile());
            builder.environment().keySet().removeAll(List.of("POCL_AFFINITY", "JANUS_LOG"));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(Files.readString(log, StandardCharsets.UTF_8).lines())
                    .filteredOn(line -> line.contains("threads of PoCL")).singleElement().asString()
                    .startsWith("WARN threads of PoCL are not held on processors (this process may use processors ")
                    .contains("Java counts 1)").contains("POCL_AFFINITY=1");
        } finally {
            Files.delete(log);
        }
    }
}

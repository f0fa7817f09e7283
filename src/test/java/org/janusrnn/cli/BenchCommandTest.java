package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.janusrnn.cl.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a device, as the whole test run does. */
class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    @Test
    void oneRowIsShownWithItsCheckItsTimesAndWhereTheyWent() {
        assertThat(run("bench", "--cell", "gru", "--shape", "3,2,5,4", "--bidirectional", "--pass", "train", "--runs",
                "2")).isZero();
        assertThat(out.toString()).contains("gru 3,2,5,4, both directions, train on " + Devices.select(null),
                "right    all outputs and gradients, by the reference in double precision", "GFLOP/s (min", "2 runs)",
                "launches, ", "plan ");
        if (Devices.select(null).eventTimes()) {
            assertThat(out.toString()).contains("overlap", "gradient of input weights");
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void severalRowsAreATable() {
        assertThat(run("bench", "--shape", "3,2,5,4", "--shape", "2,1,3,4", "--pass", "both", "--runs", "1",
                "--wall-only")).isZero();
        assertThat(out.toString().lines().filter(line -> line.matches("  lstm [23],.*(forward|train) .*"))).hasSize(4);
    }

    @Test
    void jsonIsTheWholeOutput() throws IOException {
        assertThat(run("bench", "--cell", "rnn_tanh", "--shape", "2,3,5,7", "--layers", "2", "--runs", "3", "--json"))
                .isZero();
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsEntry("complete", true).containsKeys("environment", "rows");
        Object row = ((List<?>) json.get("rows")).get(0);
        assertThat(row).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("cell", "rnn_tanh").containsEntry("T", 2).containsEntry("layers", 2)
                .containsEntry("right", true).containsEntry("runs", 3).containsEntry("flops", 2184.0)
                .containsKeys("medianMillis", "gflops", "spread", "launches", "hostMicrosPerLaunch", "deviceTimes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "bench --shape 1,2,3     | '1,2,3' is no shape: four numbers T,B,I,H such as",
        "bench --shape 1,2,3,x   | '1,2,3,x' is no shape",
        "bench --shape 1,0,3,4   | the sizes T,B,I,H must be at least 1, not 1,0,3,4",
        "bench --cell lstn       | there is no cell 'lstn'",
        "bench --pass sideways   | expected one of [forward, train, both]",
        "bench --way fast        | there is no way 'fast'",
        "bench --shape 100000,100000,9,9 | 100000,100000,9,9 has more than the 2147483647 numbers",
        "bench --runs 0          | --runs must be at least 1, not 0",
        "bench --layers 0        | there must be at least one layer, not 0",
        "bench peers --shapes S9 | 'S9' is no shape",
        "bench peers --cells mgu | the peers have no cell 'mgu'; they have lstm, gru and rnn_tanh",
        "bench startup --runs 0  | --runs must be at least 1, not 0",
        "bench peers --rounds 0  | --rounds must be 1 to 250, not 0",
        "bench peers --rounds 251 | --rounds must be 1 to 250, not 251",
    })
    void wrongUsageIsOneLineAndStatusTwo(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theFirstResultOfANewProcessIsTimed() throws IOException {
        assertThat(run("bench", "startup", "--runs", "1", "--json")).isZero();
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsEntry("runs", 1).containsKey("environment");
        assertThat((Double) json.get("medianMillis")).isPositive();
        assertThat(json.get("medianRun")).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("opened", "built", "result");
    }

    @Test
    void theContestHasHelpOfItsOwn() {
        assertThat(run("bench", "peers", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: janus bench peers", "Examples:", "--rounds", "-Ppeers");
    }

    @Test
    void aDeviceThatIsNotThereIsStatusThree() {
        String before = System.getProperty("janus.device");
        try {
            assertThat(run("bench", "--shape", "S1", "--device", "abacus")).isEqualTo(3);
        } finally {
            if (before == null) {
                System.clearProperty("janus.device");
            } else {
                System.setProperty("janus.device", before);
            }
        }
        assertThat(err.toString()).contains("no OpenCL device matches \"abacus\"");
    }
}

package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a device, as the whole test run does. */
class BenchCellsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> json, String list) {
        return (List<Map<String, Object>>) json.get(list);
    }

    @Test
    void everyCellStandsBesideTheLstmAndTheLoopBesideTheMemory() throws IOException {
        String[] words = {"bench", "cells", "--shapes", "3,2,5,4", "--loop-shapes", "2,1,3,4", "--pass", "forward",
            "--directions", "two", "--rounds", "2", "--seconds", "0", "--out", folder.toString(), "--json"};
        assertThat(run(words)).isZero();
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsKey("environment");
        assertThat(rows(json, "rows")).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("T", 3).containsEntry("bidirectional", true).containsEntry("pass", "forward")
                    .containsEntry("right", true);
            Map<?, ?> cells = (Map<?, ?>) row.get("cells");
            assertThat(cells.keySet()).map(Object::toString).containsExactly("lstm", "janet", "mgu", "indrnn_relu");
            assertThat(((Map<?, ?>) cells.get("lstm")).get("ratio")).isNull();
            double first = round(cells, "lstm", 0) / round(cells, "mgu", 0);
            double second = round(cells, "lstm", 1) / round(cells, "mgu", 1);
            assertThat(((Map<?, ?>) cells.get("mgu")).get("ratio")).isEqualTo((first + second) / 2);
            assertThat(((Map<?, ?>) cells.get("janet")).get("runs")).isEqualTo(2);
        });
        boolean times = Devices.select(null).eventTimes();
        assertThat(rows(json, "loops")).hasSize(times ? 2 : 0);
        assertThat(Files.readString(folder.resolve("cells.md"))).contains("| 3,2,5,4 | both | forward |");
        if (times) {
            assertThat(err.toString()).isEmpty();
            assertThat(rows(json, "loops")).extracting(row -> row.get("T")).containsExactly(2, 3);
            assertThat(Files.readString(folder.resolve("cells.md"))).contains("| 2,1,3,4 | forward, inference |");
        } else {
            assertThat(err.toString()).contains("the table of loops is left out");
        }

        // What was timed is kept.
        out.getBuffer().setLength(0);
        assertThat(run(words)).isZero();
        assertThat(JSON.std.mapFrom(out.toString())).isEqualTo(json);
    }

    private static double round(Map<?, ?> cells, String cell, int round) {
        return ((Number) ((List<?>) ((Map<?, ?>) cells.get(cell)).get("roundMedianMillis")).get(round)).doubleValue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "bench cells --shapes S9           | 'S9' is no shape",
        "bench cells --shapes S1,1,2,3     | '1,2,3' is no shape",
        "bench cells --loop-shapes 1,0,3,4 | the sizes T,B,I,H must be at least 1, not 1,0,3,4",
        "bench cells --rounds 0            | --rounds must be 1 to 250, not 0",
        "bench cells --seconds -1          | --seconds must be 0 or more, not -1.0",
        "bench cells --seconds NaN         | --seconds must be 0 or more, not NaN",
        "bench cells --table peers         | expected one of [cells, loops, both]",
    })
    void wrongUsageIsOneLineAndStatusTwo(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void itHasHelpOfItsOwn() {
        assertThat(run("bench", "cells", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: janus bench cells", "Examples:", "--rounds", "5000,32,128,128")
                .doesNotContain("(?");
    }
}

package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code janus tune} keeps and says. */
class TuneCommandTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("janus.tuning");
        System.clearProperty("janus.force");
        System.clearProperty("janus.way");
    }

    private static String said(String... words) {
        StringWriter out = new StringWriter();
        int status = new CommandLine(new TuneCommand()).setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true)).execute(words);
        assertThat(status).isZero();
        return out.toString();
    }

    @Test
    void eachEntryIsOnTheDiskAtOnceInPlaceOfItsForerunner() {
        ClDevice device = Devices.select(null);
        Path file = folder.resolve("new").resolve("tuning.json");
        UserTuning kept = new UserTuning(file);
        assertThat(kept.changed()).isFalse();
        TuningEntry other = TuningEntry.of(device, Tunable.TILED_STEP, Tunable.Rows.FEW, Map.of("DEPTH", 8));
        TuningEntry old = TuningEntry.of(device, Tunable.TILED_STEP, Tunable.Rows.MANY, Map.of("DEPTH", 8));
        TuningEntry better = TuningEntry.of(device, Tunable.TILED_STEP, Tunable.Rows.MANY, Map.of("DEPTH", 32));
        kept.keep(other);
        kept.keep(old);
        assertThat(Tuning.read(file)).containsExactly(other, old);
        kept.keep(better);
        assertThat(Tuning.read(file)).containsExactly(other, better);
        new UserTuning(file).keep(old);
        assertThat(Tuning.read(file)).containsExactly(other, old);
    }

    @Test
    void afterItsMinutesItTriesNothingMore() {
        Path file = folder.resolve("tuning.json");
        assertThat(said("--minutes", "1e-9", "--kernel", "tiled_step", "--out", file.toString()))
                .contains("minutes are over", "Nothing to keep");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void aNamedFileThatIsNotThereIsMadeByTuningAlone() {
        Path file = folder.resolve("new").resolve("mine.json");
        System.setProperty("janus.tuning", file.toString());
        assertThat(new CommandLine(new TuneCommand()).setErr(new PrintWriter(new StringWriter())).execute("--explain"))
                .isNotZero();
        assertThat(file).doesNotExist();
        assertThat(said("--minutes", "1e-9")).contains("minutes are over");
        assertThat(Tuning.read(file)).isEmpty();
        assertThat(said("--explain")).contains("tiled_step, few rows");
    }

    @Test
    void explainSaysWhatRunsAndWhereItComesFrom() throws IOException {
        System.setProperty("janus.tuning", "off");
        System.setProperty("janus.force", "tiled_step.DEPTH=8");
        System.setProperty("janus.way", "tiled");
        String text = said("--explain");
        assertThat(text).contains("It runs the tiled kernels: JANUS_WAY").containsPattern(
                "tiled_step, few rows +DEPTH +8 +forced by JANUS_FORCE").containsPattern("way +WIDE ");
        assertThat(text.lines().filter(line -> line.startsWith("way"))).hasSize(1);
    }
}

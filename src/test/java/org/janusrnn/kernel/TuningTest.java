package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which value of a kernel's parameter holds on a device. */
class TuningTest {
    private static final Tunable STEP = Tunable.TILED_STEP;

    @TempDir
    private Path folder;

    private final ClDevice device = Devices.select(null);

    @AfterEach
    void forget() {
        System.clearProperty("janus.tuning");
        System.clearProperty("janus.force");
    }

    private TuningEntry entry(String vendor, String type, String architecture, String name, Tunable.Rows rows,
                              int depth) {
        return new TuningEntry(STEP, vendor, type, architecture, name, rows, Map.of("DEPTH", depth), null);
    }

    private int depth(List<TuningEntry> shipped, List<TuningEntry> users, Tunable.Rows rows) {
        return Tuning.of(device, shipped, users).value(STEP, rows, "DEPTH");
    }

    @Test
    void theClosestEntryWinsInWhateverOrderTheyStand() {
        String type = device.type().name().toLowerCase(Locale.ROOT);
        TuningEntry byName = entry(null, null, null, device.name(), null, 8);
        TuningEntry byArchitecture = entry(null, null, device.architecture(), null, null, 32);
        TuningEntry byVendor = entry(device.vendorName(), type, null, null, null, 8);
        TuningEntry general = entry(null, null, null, null, null, 32);
        assertThat(depth(List.of(), List.of(), Tunable.Rows.MANY)).isEqualTo(16);
        assertThat(depth(List.of(general), List.of(), Tunable.Rows.MANY)).isEqualTo(32);
        assertThat(depth(List.of(byVendor, general), List.of(), Tunable.Rows.MANY)).isEqualTo(8);
        assertThat(depth(List.of(byArchitecture, byVendor, general), List.of(), Tunable.Rows.MANY)).isEqualTo(32);
        assertThat(depth(List.of(byName, byArchitecture, byVendor), List.of(), Tunable.Rows.MANY)).isEqualTo(8);
    }

    @Test
    void vendorAndTypeTogetherOutweighTypeAloneAndAnEntryForItsRowsOneForAll() {
        String type = device.type().name().toLowerCase(Locale.ROOT);
        TuningEntry both = entry(device.vendorName(), type, null, null, null, 8);
        TuningEntry typeAlone = entry(null, type, null, null, Tunable.Rows.MANY, 32);
        assertThat(depth(List.of(both, typeAlone), List.of(), Tunable.Rows.MANY)).isEqualTo(8);
        assertThat(depth(List.of(typeAlone, entry(null, type, null, null, null, 8)), List.of(), Tunable.Rows.MANY))
                .isEqualTo(32);
    }

    /** A note stays with its entry through reading and writing. */
    @Test
    void whatIsShippedCanBeReadAndSaysWhy() {
        List<TuningEntry> shipped = Tuning.shippedEntries();
        assertThat(shipped).isNotEmpty().allMatch(entry -> entry.note() != null);
        assertThat(TuningFile.read("again", TuningFile.text(shipped))).isEqualTo(shipped);
        for (TuningEntry entry : shipped) {
            assertThat(shipped.stream().filter(entry::sameKey)).hasSize(1);
        }
    }

    @Test
    void entriesOfOtherDevicesAndRowsSayNothing() {
        List<TuningEntry> others = List.of(entry("nobody", null, null, null, null, 8),
                entry(null, null, "gfx000", null, null, 8), entry(null, null, null, "another device", null, 8),
                entry(null, null, null, null, Tunable.Rows.FEW, 8));
        assertThat(depth(others, List.of(), Tunable.Rows.MANY)).isEqualTo(16);
        assertThat(depth(others, List.of(), Tunable.Rows.FEW)).isEqualTo(8);
    }

    @Test
    void theUsersFileStandsAboveWhatIsShippedAndForceAboveBoth() throws IOException {
        assertThat(depth(List.of(entry(null, null, null, device.name(), null, 32)),
                List.of(entry(null, null, null, null, null, 8)), Tunable.Rows.MANY)).isEqualTo(8);
        Path file = folder.resolve("tuning.json");
        Files.writeString(file, TuningFile.text(List.of(TuningEntry.of(device, STEP, Tunable.Rows.MANY,
                Map.of("DEPTH", 32, "GROUP_ROWS", 4)))));
        System.setProperty("janus.tuning", file.toString());
        assertThat(Tuning.of(device).choices(STEP, Tunable.Rows.MANY)).hasEntrySatisfying("DEPTH", choice -> {
            assertThat(choice.value()).isEqualTo(32);
            assertThat(choice.from()).contains(file.toString(), device.name());
        });
        System.setProperty("janus.force", "tiled_step.DEPTH=8, way.WIDE=0");
        Tuning tuning = Tuning.of(device);
        assertThat(tuning.define(Defines.of(), STEP, Tunable.Rows.MANY).options())
                .isEqualTo("-DGROUP_ROWS=4 -DROWS_PER_ITEM=2 -DDEPTH=8");
        assertThat(tuning.value(Tunable.WAY, null, "WIDE")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                                                | line 1
            {"kernel": "tiled_step"}                                         | it must be a list of entries
            [3]                                                              | entry 1 must be an object in braces
            [{"kernel": "step", "parameters": {}}]                           | there is no kernel step to tune
            [{"kernel": "tiled_step"}]                                       | 'parameters' must be an object
            [{"kernel": "tiled_step", "gpu": "x", "parameters": {}}]         | 'gpu' is not known
            [{"kernel": "tiled_step", "rows": "some", "parameters": {}}]     | rows are few or many, not some
            [{"kernel": "tiled_step", "vendor": 3, "parameters": {}}]        | 'vendor' must be a text
            [{"kernel": "tiled_step", "parameters": {}, "note": 3}]          | 'note' must be a text
            [{"kernel": "tiled_step", "parameters": {"TILE": 3}}]            | tiled_step has no parameter TILE
            [{"kernel": "tiled_step", "parameters": {"DEPTH": 7}}]           | DEPTH of tiled_step may be one of
            """)
    void aBadFileIsNamedWithItsFault(String text, String fault) throws IOException {
        Path file = Files.writeString(folder.resolve("tuning.json"), text);
        System.setProperty("janus.tuning", file.toString());
        assertThatThrownBy(() -> Tuning.of(device)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining(fault);
    }

    @Test
    void aMissingFileAndABadForceSayWhatToDo() {
        System.setProperty("janus.tuning", folder.resolve("none.json").toString());
        assertThatThrownBy(() -> Tuning.of(device)).hasMessageContaining("there is no tuning file")
                .hasMessageContaining("none.json").hasMessageContaining("JANUS_TUNING=off");
        System.setProperty("janus.tuning", "off");
        System.setProperty("janus.force", "DEPTH=8");
        assertThatThrownBy(() -> Tuning.of(device)).hasMessageContaining("should read as tiled_step.DEPTH=8");
    }
}

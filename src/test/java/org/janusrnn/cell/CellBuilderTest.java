package org.janusrnn.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.cell.Cell.Slots;
import org.janusrnn.kernel.KernelSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of a user's own cell, and the words for what is wrong with one. */
class CellBuilderTest {
    /** Uses slots 0 and 1 and state 0. */
    static final String PAGE = """
            // A page: a[7] in a comment is nothing.
            void cell_forward(REAL *a, REAL *s, const REAL *v) {
                s[0] = a[0] * s[0] + a[1];
            }
            /* nor is a[8]
               here */
            void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
            {
                REAL f = a[0];
                a[0] = d[0] * before[0];
                a[1] = d[0];
                d[0] = d[0] * f;
            }
            """;

    @TempDir
    Path folder;

    private static CellBuilder two() {
        return Cell.builder("two").pageText(PAGE).slots(2);
    }

    @Test
    void aPageAndANumberOfSlotsAreEnough() {
        Cell cell = two().build();
        assertThat(cell.page()).isEqualTo(KernelSource.page("two.cl", PAGE));
        assertThat(cell.states()).isEqualTo(1);
        assertThat(cell.input()).isEqualTo(Slots.of(0, 0, 1)).isEqualTo(cell.recurrent());
        assertThat(cell.inHalves()).isFalse();
        assertThat(cell.builtIn()).isFalse();
        assertThat(cell.parameters(3, 5, 0, true)).extracting(p -> p.name(0, true) + p.shape())
                .containsExactly("weight_ih_l0_reverse[10, 3]", "weight_hh_l0_reverse[10, 5]", "bias_ih_l0_reverse[10]");
        assertThat(cell).hasToString("cell two (two.cl)");
        assertThat(Cells.lstm()).hasToString("cell lstm (cells/lstm.cl)").matches(Cell::builtIn);
    }

    @Test
    void everythingElseCanBeSaid() {
        String page = PAGE.replace("s[0] = ", "s[1] = v[1] + ETA; s[0] = ")
                + "REAL cell_operand(REAL *a, const REAL *s, const REAL *v) { return s[1]; }\n"
                + "void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, REAL *d,\n"
                + "                           const REAL *v, REAL *dv) { d[1] += m; }\n";
        Cell cell = Cell.builder("full").pageText(page).slots(4).states(2).input(1, 2, 0, 1).operand(3, 1)
                .recurrent(1, 0, 2).vectors(2, "weight_u").constant("ETA", 0.5f).constant("N", 3).recurrentBias(true)
                .build();
        assertThat(cell.input()).isEqualTo(Slots.of(1, 2, 0, 1));
        assertThat(cell.recurrentBiasSlots()).isEqualTo(Slots.of(1, 0, 2, 1));
        assertThat(cell.constants()).isEqualTo(Map.of("ETA", 0.5f, "N", 3));
        assertThat(cell.defines().options()).isEqualTo("-DSLOTS=4 -DSTATES=2 -DVECTORS=2 -DX_FIRST=1 -DX_GATES=3 "
                + "-DH_FIRST=1 -DH_GATES=2 -DO_FIRST=3 -DO_GATES=1 -DETA=0.5f -DN=3");
        assertThat(cell.parameters(3, 5, 0, true)).extracting(p -> p.name(0, false) + p.shape())
                .containsExactly("weight_ih_l0[15, 3]", "weight_hh_l0[15, 5]", "weight_u_l0[10]", "bias_ih_l0[15]",
                        "bias_hh_l0[15]");
        assertThat(two().projectable(true).build().parameters(3, 5, 4, true)).extracting(p -> p.name(0, false) + p.shape())
                .contains("weight_hh_l0[10, 4]", "weight_hr_l0[4, 5]");
        assertThat(two().slots(2).recurrent(0).build().elementwise()).isTrue();
    }

    @Test
    void theFingerprintIsOfWhatTheCellComputes() throws Exception {
        String was = two().build().fingerprint();
        assertThat(was).matches("[0-9a-f]{8}");
        Path elsewhere = Files.writeString(folder.resolve("other.cl"), PAGE);
        assertThat(two().page(elsewhere).build().fingerprint()).isEqualTo(was);
        String respaced = PAGE.replace("a[7] in a comment", "another comment").replace("\n", "\r\n   ");
        assertThat(two().pageText(respaced).build().fingerprint()).isEqualTo(was);
        assertThat(two().pageText(PAGE.replace("+ a[1]", "- a[1]")).build().fingerprint()).isNotEqualTo(was);
        assertThat(two().recurrentBias(true).build().fingerprint()).isNotEqualTo(was);
        assertThat(two().constant("ETA", 1).build().fingerprint()).isNotEqualTo(was);
        assertThat(two().recurrent(0, 1, 0).build().fingerprint()).isNotEqualTo(was);
        assertThat(Cells.rnnRelu().fingerprint()).isNotEqualTo(Cells.rnnTanh().fingerprint());
    }

    @Test
    void aPageIsAFileOrAResourceToo() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.cl"), PAGE);
        assertThat(Cell.builder("mine").page(file).slots(2).build().page())
                .isEqualTo(KernelSource.page(file.toString(), PAGE));
        assertThat(Cell.builder("mine").page(file.toUri().toURL()).slots(2).build().page())
                .isEqualTo(KernelSource.page("mine.cl", PAGE));
        assertThatThrownBy(() -> Cell.builder("mine").page(getClass().getResource("nowhere.cl")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cell mine: the resource of its page is not there");
        assertThatThrownBy(() -> Cell.builder("mine").page(folder.resolve("nowhere.cl")))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("nowhere.cl");
        Files.write(file, "void caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Cell.builder("mine").page(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " is not a text in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a[1];|a[2];|two.cl:3: a[2] does not exist: cell two is described with 2 slots, a[0] to a[1]",
        "* before[0]|* before[ 1 ]|two.cl:10: before[1] does not exist: cell two is described with 1 state, before[0]",
        "a[1];|v[0];|two.cl:3: v[0] does not exist: cell two is described with no vectors",
        "cell_forward|forward|two.cl has no function cell_forward: a page needs "
            + "void cell_forward(REAL *a, REAL *s, const REAL *v) { ... }",
        "REAL *d,|REAL *after, REAL *d,|two.cl:7: cell_backward takes other arguments: "
            + "void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)",
        "/* nor|REAL cell_operand(REAL *a, const REAL *s, const REAL *v) { return s[0]; } /*|two.cl:5: cell_operand is "
            + "never called, because cell two is described without operand slots",
    })
    void aPageThatDoesNotFitItsDescription(String from, String to, String message) {
        assertThatThrownBy(() -> Cell.builder("two").pageText(PAGE.replace(from, to)).slots(2).build())
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void onlyTheFunctionsOwnArraysAreLookedAt() {
        String other = "__constant float table[9] = {0}; REAL help(REAL *a) { return a[5] + table[7]; }\n";
        String renamed = PAGE.replace("a[", "gate[").replace("REAL *a", "REAL gate[2]");
        assertThat(Cell.builder("two").pageText(other + renamed).slots(2).build()).isNotNull();
        assertThatThrownBy(() -> Cell.builder("two").pageText(other + renamed).slots(1).build())
                .hasMessage("two.cl:4: gate[1] does not exist: cell two is described with 1 slot, gate[0]");
    }

    @Test
    void aDescriptionThatDoesNotFitItself() {
        refused(() -> Cell.builder("my cell"), "a cell cannot be called 'my cell'");
        refused(() -> Cell.builder("gru"), "cannot be called 'gru': Janus has a cell of that name");
        refused(() -> Cell.builder("two").slots(2).build(), "cell two: its page is missing");
        refused(() -> Cell.builder("two").pageText(PAGE).build(), "cell two: slots(n) is missing");
        refused(() -> two().states(0).build(), "states must be 1 to 8, not 0");
        refused(() -> two().states(9).build(), "states must be 1 to 8, not 9");
        refused(() -> two().vectors(1, "").build(), "the parameter of its vectors cannot be called ''");
        refused(() -> two().input(1, 0, 1).build(), "a run of 2 gates from slot 1 does not fit into 2 slots");
        refused(() -> two().input(0).build(), "the input product must reach a slot");
        refused(() -> two().input(0, 0, 2).build(), "input weights must be 0 to 1 in any order, not [0, 2]");
        refused(() -> two().recurrent(0, 1).operand(1, 1).build(), "recurrent weights must be 0 to 1");
        refused(() -> two().recurrent(1, 0).operand(0, 1).build(), "must stand right behind");
        refused(() -> two().recurrent(0).operand(0, 0).build(), "comes after the recurrent one, which reaches no slot");
        refused(() -> two().recurrent(0, 0).operand(1, 1).projectable(true).build(), "cannot be projectable");
        refused(() -> two().slots(8).build(), "at most 7 gates");
        refused(() -> two().constant("eta", 1), "its name is a capital letter");
        refused(() -> two().constant("SLOTS", 1), "means something else around the page");
        refused(() -> two().constant("GATE_X_FIRST", 1), "means something else around the page");
        refused(() -> two().constant("ETA", Float.NaN), "the constant ETA cannot be NaN");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message)
                .extracting(Throwable::getMessage).asString().doesNotContain("\n");
    }
}

package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellBuilder;
import org.janusrnn.cell.Cells;
import org.janusrnn.cell.GateFunction;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.PageException;
import org.janusrnn.schedule.Way;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.DeviceSource;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.verify.PageProbe.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Right cells pass; of wrong ones, pages with a fault put in, exactly what is wrong is named. */
class CellVerificationTest {
    /** The built-in cells whose page is a cell by itself: a norm over rows is the loops'. */
    private static final List<Cell> PAGES_ALONE = Cells.all().stream().filter(cell -> !cell.normalised()).toList();

    /** A peephole LSTM, the unit with the most of everything, or a GRU with two products a step, as a user's own. */
    private static Cell own(String page, String from, String to) {
        String text = page(page);
        assertThat(text).contains(from);
        CellBuilder builder = Cell.builder("mine").pageText(text.replace(from, to)).recurrentBias(true);
        return page.equals("peephole") ? builder.slots(4).states(2).vectors(3, "weight_p").build()
                : builder.slots(3).operand(2, 2).build();
    }

    private static String page(String name) {
        try (InputStream in = CellVerificationTest.class.getResourceAsStream("/cells/" + name + ".cl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> failures(List<CellCheck> checks) {
        return checks.stream().filter(check -> !check.passed()).map(CellCheck::what).toList();
    }

    private static List<String> failures(Cell cell, ClDevice device, Precision precision) {
        try (PageProbe probe = new PageProbe(cell, device, precision)) {
            return new PageCheck(probe).run().stream().filter(result -> !result.passed()).map(Comparison::toString).toList();
        }
    }

    static Stream<Cell> builtIn() {
        Stream<Cell> functions = Arrays.stream(GateFunction.Kind.values())
                .map(kind -> GateFunction.of(kind, Arrays.copyOf(new float[] {0.75f, 0.25f}, kind.numbers())))
                .filter(GateFunction::slopeFromValue).map(function -> Cells.rnnTanh().withFunctions(function));
        return Stream.concat(Stream.concat(PAGES_ALONE.stream(), Stream.of(Cells.janet(0))), functions);
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyBuiltInPageIsRight(Cell cell) {
        try (CellVerification verification = CellVerification.of(cell)) {
            assertThat(verification.page()).hasSizeGreaterThanOrEqualTo(cell.gates() + cell.states() + cell.vectors())
                    .allMatch(CellCheck::passed);
        }
    }

    @Test
    void aCellWithLayerNormalisationIsNotOneByItsPageAlone() {
        assertThatIllegalArgumentException().isThrownBy(() -> CellVerification.of(Cells.gruLayerNorm()))
                .withMessageContaining("gru_layer_norm is not a cell by its page alone").withMessageNotContaining("\n");
    }

    /** Where a device has no double precision its differences have few digits, and a right page must pass all the same. */
    @EveryDevice
    void aRightPagePassesInSinglePrecisionAndAWrongOneDoesNot(ClDevice device) {
        for (Cell cell : device.slowCompiler() ? List.of(Cells.gruResetBefore()) : PAGES_ALONE) {
            assertThat(failures(cell, device, Precision.SINGLE)).as(cell.name()).isEmpty();
        }
        assertThat(failures(own("two_products", "d[0] = d[0] * z", "d[0] = -d[0] * z"), device, Precision.SINGLE))
                .singleElement().asString().startsWith("state s[0]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "peephole         | i * (1.0f - g * g)         | i               | slot a[2]                      | -",
        "peephole         | dc * c * f * (1.0f - f)    | dc * c * f      | slot a[1]                      | "
            + "state s[1], left in d[1]; vector v[1], left in dv[1]",
        "peephole         | dv[2] = a[3] * after;      | ''              | vector v[2], left in dv[2]     | -",
        "peephole         | + a[0] * v[0] + a[1] * v[1] | + a[0] * v[0] | state s[1], left in d[1]       | -",
        "peephole         | d[0] = (REAL)(0.0f);       | ''              | state s[0], left in d[0]       | -",
        "two_products     | d[0] = d[0] * z            | d[0] = -d[0] * z | state s[0], left in d[0]      | -",
        "two_products     | m * before[0] * r          | m * r           | slot a[0]                      | -",
        "two_products     | d[0] += m * r;             | ''              | state s[0], left in d[0]       | -",
        "two_products     | a[2] = d[0]                | a[2] = d[0] * d[0] | slot a[2]                   | slot a[0]; "
            + "state s[0], left in d[0]",
        "two_products     | (before[0] - n)            | (n - before[0]) | slot a[1]                      | -",
    })
    void ofAWrongPageItNamesWhatIsWrong(String page, String from, String to, String wrong, String withIt) {
        Stream<String> more = withIt == null ? Stream.of() : Stream.of(withIt.split("; "));
        try (CellVerification verification = CellVerification.of(own(page, from, to))) {
            List<CellCheck> checks = verification.page();
            assertThat(failures(checks)).containsExactlyInAnyOrderElementsOf(
                    Stream.concat(Stream.of(wrong), more).map(name -> "gradient of " + name).toList());
            assertThat(checks).filteredOn(check -> !check.passed()).allSatisfy(check -> assertThat(check.toString())
                    .startsWith("FAIL  gradient of ").contains(": error ", ": got ", ", want ").doesNotContain("\n"));
        }
    }

    @EveryWay
    void layersOfARightCellPass(DeviceAndWay here) {
        List<Cell> cells = here.slow() ? List.of(own("two_products", "", ""))
                : List.of(own("two_products", "", ""), Cells.lstmPeephole(), Cells.indrnnRelu());
        for (Cell cell : cells) {
            try (CellVerification verification = CellVerification.of(cell)) {
                Target target = new Target(here.device(), here.way());
                assertThat(verification.on(target)).as(cell.name()).hasSizeGreaterThanOrEqualTo(4)
                        .allMatch(CellCheck::passed);
            }
        }
    }

    /** The page's fault shows in the layers' gradients too, and there alone. */
    @Test
    void layersOfAWrongCellHaveWrongGradients() {
        Target target = Target.of(DeviceSource.all().get(0)).get(0);
        try (CellVerification verification = CellVerification.of(own("peephole", "dv[2] = a[3] * after;", ""))) {
            List<CellCheck> checks = verification.on(target);
            assertThat(failures(checks)).containsExactly("gradients of inputs, states and parameters");
            CellCheck failed = checks.stream().filter(check -> !check.passed()).findFirst().orElseThrow();
            assertThat(failed.results()).filteredOn(result -> !result.passed()).extracting(Comparison::name)
                    .containsExactlyInAnyOrder("grad_weight_p_l0, vector v[2]", "grad_weight_p_l0_reverse, vector v[2]",
                            "grad_weight_p_l1, vector v[2]", "grad_weight_p_l1_reverse, vector v[2]");
        }
    }

    /** A page that computes something else for vectors than for single numbers: right by a unit, wrong in the wide way. */
    @Test
    void whatOnlyOneWayGetsRightIsFound() {
        Cell trap = own("two_products", "s[0] = (1.0f - z) * n + z * s[0];",
                "s[0] = (1.0f - z) * n + z * s[0]; if (sizeof(REAL) > 8) s[0] += 0.01f;");
        ClDevice device = DeviceSource.all().get(0);
        try (CellVerification verification = CellVerification.of(trap)) {
            assertThat(failures(verification.page())).isEmpty();
            assertThat(failures(verification.on(new Target(device, Way.TILED)))).isEmpty();
            assertThat(failures(verification.on(new Target(device, Way.WIDE))))
                    .contains("outputs and final states").anyMatch(what -> what.startsWith("as on "));
        }
    }

    /** A built-in function with one argument of either type is not clear to the compiler in double precision. */
    @Test
    void aPageThatDoubleDoesNotSuitIsJudgedInSingle() {
        try (CellVerification verification = CellVerification.of(own("two_products", "REAL n = hyperbolic_tangent(a[2]);",
                "REAL n = fmax(hyperbolic_tangent(a[2]), -2.0f);"))) {
            assertThat(verification.judge()).startsWith("single precision on ").contains("does not compile", "mine.cl:");
            assertThat(failures(verification.page())).isEmpty();
        }
    }

    @Test
    void aPageThatDoesNotCompileIsNamedWithItsLine() {
        assertThatThrownBy(() -> CellVerification.of(own("two_products", "REAL z = a[1];\n    REAL n =",
                "REAL z = a[1];\n    REAL n = nonsense +"))).isInstanceOf(PageException.class)
                .hasMessageMatching("mine\\.cl:2\\d:\\d+: .*nonsense.*");
    }

    @Test
    void everyDeviceAndWayIsTried() {
        Cell cell = Cell.builder("sum").pageText("""
                void cell_forward(REAL *a, REAL *s, const REAL *v) { s[0] += a[0]; }
                void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv) { a[0] = d[0]; }
                """).slots(1).recurrent(0).build();
        List<CellCheck> checks = CellVerification.everywhere(cell);
        assertThat(checks).allMatch(CellCheck::passed);
        assertThat(checks.stream().map(CellCheck::where).distinct()).hasSize(1 + DeviceAndWay.onceEach().size());
    }
}

package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any shape works, tails included: every result against the reference, for T, B, I and H of 1, 7, 17, 33, 65, 129 and
 * 300.
 *
 * <p>Every cell meets every size of each axis, one at a time; on a slow device one cell of each kind does. Then the 49
 * shapes of an orthogonal array follow, in which any two sizes of two axes meet: it falls into seven classes in which
 * every axis takes every size once, and the kinds of cells share the classes out. The sizes are so arranged that many
 * rows meet few units; cells with layer normalisation take those with few units from all classes.
 */
@Tag("numbers")
class ShapesTest {
    private static final int[] SIZES = {1, 7, 17, 33, 65, 129, 300};
    private static final int[] BATCH_LEVELS = {3, 5, 0, 2, 4, 6, 1};
    private static final int[] INPUT_LEVELS = {1, 5, 3, 0, 2, 6, 4};
    private static final int[] HIDDEN_LEVELS = {2, 3, 1, 6, 5, 4, 0};
    private static final int LEVELS = SIZES.length;
    private static final int FEW_UNITS = 17;
    private static final int MANY_PRODUCTS = 1_500_000;

    record Shapes(int steps, int batch, int inputs, int hidden) {
    }

    /** Class {@code which} of the array, 0 to 6. */
    private static List<Shapes> shapes(int which) {
        List<Shapes> shapes = new ArrayList<>();
        for (int t = 0; t < LEVELS; t++) {
            int b = Math.floorMod(5 * (which - t), LEVELS);     // t + 3 b = which: 5 is the inverse of 3
            shapes.add(new Shapes(SIZES[t], SIZES[BATCH_LEVELS[b]], SIZES[INPUT_LEVELS[(t + b) % LEVELS]],
                    SIZES[HIDDEN_LEVELS[(t + 2 * b) % LEVELS]]));
        }
        return shapes;
    }

    static List<Form> forms() {
        return TestCells.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void everySizeOfEveryAxis(Form form) {
        check(form, oneAtATime(), on -> on.forms().contains(form));
    }

    static Stream<Arguments> classes() {
        List<Form> kinds = TestCells.kinds();
        return IntStream.range(0, LEVELS).mapToObj(i -> Arguments.of(i, kinds.get(i % kinds.size())));
    }

    @ParameterizedTest(name = "class {0}, {1}")
    @MethodSource("classes")
    void sizesOfTwoAxesTogether(int which, Form form) {
        check(form, shapes(which), on -> !on.slow());
    }

    static List<Form> normalised() {
        return TestCells.all().stream().filter(form -> form.cell().normalised()).toList();
    }

    /**
     * A norm over few numbers, which may hardly differ, magnifies them with their rounding: {@link Rounding}. The
     * shapes of all classes, but for the five with the most products, which would take more time than all the others.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("normalised")
    void normsOverFewUnits(Form form) {
        List<Shapes> few = IntStream.range(0, LEVELS).boxed().flatMap(which -> shapes(which).stream())
                .filter(s -> s.hidden <= FEW_UNITS)
                .filter(s -> s.steps * s.batch * s.hidden * (s.inputs + s.hidden) <= MANY_PRODUCTS).toList();
        check(form, few, on -> !on.slow());
    }

    private static void check(Form form, List<Shapes> shapes, Predicate<DeviceAndWay> where) {
        List<RecurrentCase> cases = shapes.stream().map(s -> RecurrentCase.of(form, s.steps, s.batch, s.inputs,
                form.projected() ? Math.max(2, s.hidden) : s.hidden)).toList();
        List<Map<String, DoubleTensor>> expected = cases.stream().map(RecurrentCase::expected).toList();
        List<String> failures = new ArrayList<>();
        DeviceAndWay.onceEach().stream().filter(where).forEach(on -> {
            try (Engine engine = on.open()) {
                for (int i = 0; i < cases.size(); i++) {
                    Rounding.differences(cases.get(i), cases.get(i).run(engine), expected.get(i))
                            .forEach(failure -> failures.add(on + ": " + failure));
                }
            }
        });
        assertThat(failures).isEmpty();
    }

    private static List<Shapes> oneAtATime() {
        List<Shapes> shapes = new ArrayList<>();
        for (int size : SIZES) {
            shapes.add(new Shapes(size, 2, 3, 4));
            shapes.add(new Shapes(2, size, 3, 4));
            shapes.add(new Shapes(2, 3, size, 4));
            shapes.add(new Shapes(2, 3, 4, size));
        }
        return shapes;
    }

    @Test
    void anyTwoSizesMeetInEveryCombination() {
        List<Shapes> all = new ArrayList<>();
        for (int which = 0; which < LEVELS; which++) {
            all.addAll(shapes(which));
        }
        for (int first = 0; first < 4; first++) {
            for (int second = first + 1; second < 4; second++) {
                int one = first;
                int other = second;
                assertThat(all.stream().map(s -> List.of(size(s, one), size(s, other))).distinct())
                        .hasSize(LEVELS * LEVELS);
            }
        }
    }

    private static int size(Shapes s, int which) {
        return switch (which) {
            case 0 -> s.steps;
            case 1 -> s.batch;
            case 2 -> s.inputs;
            default -> s.hidden;
        };
    }
}

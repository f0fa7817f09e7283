package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.DeviceType;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.RecurrentOptions;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;

/** Work-groups that share a step: the same bits whoever computes it, be the others late, be they absent; and right. */
@Tag("numbers")
class TeamLoopTest {
    private static final List<Cell> CELLS = List.of(Cells.lstm(), Cells.gru(), Cells.rnnTanh(), Cells.mgu(),
            Cells.gruResetBefore());
    private static final int RUNS = 3;

    private static Engine engine(ClDevice device, TeamLoop.Mode mode, boolean oneQueue) {
        Engine.Builder builder = Engine.builder().device(device).way(Way.WIDE).teams(mode);
        return oneQueue ? builder.oneQueue().open() : builder.open();
    }

    /** Units enough for two members, a tail of units, and padding. */
    private static RecurrentCase sequence(Cell cell, int steps) {
        return RecurrentCase.of(new Form(cell, false), steps, 1, 5, 133).lengths(steps - 4);
    }

    @EveryDevice
    void lateOrAbsentMembersChangeNoBit(ClDevice device) {
        changeNoBit(device, 23);
    }

    /** So few steps that a launch walks through all of them, with as many to spare. */
    @EveryDevice
    void neitherInAPassOfOneLaunch(ClDevice device) {
        changeNoBit(device, 11);
    }

    private static void changeNoBit(ClDevice device, int steps) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        Map<Cell, Map<String, Tensor>> results = new HashMap<>();
        for (TeamLoop.Mode mode : List.of(TeamLoop.Mode.ALONE, TeamLoop.Mode.LATE, TeamLoop.Mode.ALWAYS)) {
            for (boolean oneQueue : new boolean[] {false, true}) {
                try (Engine engine = engine(device, mode, oneQueue)) {
                    for (Cell cell : CELLS) {
                        RecurrentCase sequence = sequence(cell, steps);
                        for (int run = 0; run < RUNS; run++) {
                            Map<String, Tensor> found = sequence.run(engine);
                            assertThat(Bits.differences(results.computeIfAbsent(cell, first -> found), found))
                                    .as("%s, %s, run %d", cell, mode, run).isEmpty();
                        }
                    }
                }
            }
        }
        for (Cell cell : CELLS) {
            RecurrentCase sequence = sequence(cell, steps);
            assertThat(Rounding.differences(sequence, results.get(cell), sequence.expected())).as("%s", cell)
                    .isEmpty();
        }
    }

    /** In inference, too: there no gates are kept, and the projections stay where they are. */
    @EveryDevice
    void inferenceIsRightWhoeverComes(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (Cell cell : CELLS) {
            RecurrentCase sequences = RecurrentCase.of(new Form(cell, false), 23, 3, 5, 133).lengths(23, 4, 19);
            Map<String, DoubleTensor> expected = sequences.expected();
            expected.keySet().removeIf(name -> name.startsWith("grad_"));
            List<Map<String, Tensor>> found = new ArrayList<>();
            for (TeamLoop.Mode mode : List.of(TeamLoop.Mode.ALONE, TeamLoop.Mode.LATE, TeamLoop.Mode.ALWAYS)) {
                try (Engine engine = engine(device, mode, false)) {
                    found.add(sequences.infer(engine));
                }
            }
            assertThat(Rounding.differences(sequences, found.get(0), expected)).as("%s", cell).isEmpty();
            assertThat(Bits.differences(found.get(0), found.get(1))).as("%s", cell).isEmpty();
            assertThat(Bits.differences(found.get(0), found.get(2))).as("%s", cell).isEmpty();
        }
    }

    /** Two directions by teams run one behind the other, on one queue, and add to one gradient of the input. */
    @EveryDevice
    void directionsThatTakeTurnsAreRight(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (Cell cell : List.of(Cells.gru(), Cells.gruResetBefore())) {
            RecurrentCase sequence = RecurrentCase.bidirectional(new Form(cell, false), 1, 23, 1, 5, 133).lengths(19);
            try (Engine engine = engine(device, TeamLoop.Mode.LATE, false)) {
                Map<String, Tensor> found = sequence.run(engine);
                assertThat(found).containsKey("grad_x");
                assertThat(Rounding.differences(sequence, found, sequence.expected())).as("%s", cell).isEmpty();
            }
        }
    }

    /** Each member multiplies all sequences by its own part of the weights; there are units for five members. */
    @EveryDevice
    void severalSequencesOfDifferentLengthsAreRight(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (Cell cell : CELLS) {
            RecurrentCase sequences = RecurrentCase.of(new Form(cell, false), 23, 5, 5, 261).lengths(23, 4, 19, 1, 22);
            Map<String, Tensor> alone;
            try (Engine engine = engine(device, TeamLoop.Mode.ALONE, false)) {
                alone = sequences.run(engine);
            }
            try (Engine engine = engine(device, TeamLoop.Mode.LATE, false)) {
                Map<String, Tensor> found = sequences.run(engine);
                assertThat(Rounding.differences(sequences, found, sequences.expected())).as("%s", cell).isEmpty();
                assertThat(Bits.differences(alone, found)).as("%s", cell).isEmpty();
            }
        }
    }

    /** Layers on top of each other by teams, which then do not run side by side. */
    @EveryDevice
    void layersOfAStackByTeamsAreRight(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        RecurrentCase sequence = RecurrentCase.stacked(new Form(Cells.lstm(), false), 2, 23, 1, 5, 133).lengths(19);
        try (Engine engine = engine(device, TeamLoop.Mode.LATE, false)) {
            assertThat(Rounding.differences(sequence, sequence.run(engine), sequence.expected())).isEmpty();
        }
    }

    /** A piece of a pass that computes its gates again is walked through by a team, too. */
    @EveryDevice
    void teamsWalkThroughPiecesThatAreRecomputed(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (Cell cell : List.of(Cells.lstm(), Cells.gruResetBefore())) {
            RecurrentCase sequence = RecurrentCase.of(new Form(cell, false), 101, 1, 5, 133).lengths(90);
            try (Engine engine = Engine.builder().device(device).way(Way.WIDE).teams(TeamLoop.Mode.LATE)
                    .recompute(true).open()) {
                assertThat(Rounding.differences(sequence, sequence.run(engine), sequence.expected())).as("%s", cell)
                        .isEmpty();
            }
        }
    }

    /** So does one through pieces whose gates are put away in half precision, from where other loops do not have them. */
    @EveryDevice
    void teamsWalkThroughPiecesThatAreHalved(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (Cell cell : List.of(Cells.lstm(), Cells.gruResetBefore())) {
            RecurrentCase sequence = RecurrentCase.of(new Form(cell, false), 111, 1, 5, 133).lengths(98);
            List<Map<String, Tensor>> found = new ArrayList<>();
            for (TeamLoop.Mode mode : List.of(TeamLoop.Mode.NEVER, TeamLoop.Mode.LATE)) {
                try (Engine engine = Engine.builder().device(device).way(Way.WIDE).teams(mode).oneQueue()
                        .activations(StorageFormat.HALF).open()) {
                    found.add(sequence.run(engine));
                }
            }
            assertThat(found.get(0)).containsKey("grad_x");
            assertThat(Bits.differences(found.get(0), found.get(1))).as("%s", cell).isEmpty();
        }
    }

    /** A team keeps the states of every step, so its plan needs more memory: by that it is seen to have been formed. */
    @EveryDevice
    void teamsAreFormedWhereTheyAreAskedFor(ClDevice device) {
        assumeThat(device.deviceAtomics() && !device.slowCompiler()).as("teams can be formed").isTrue();
        for (boolean both : new boolean[] {false, true}) {
            long[] bytes = Arrays.stream(TeamLoop.Mode.values())
                    .mapToLong(mode -> bytes(device, mode, Cells.gru(), 9, 1, 70, r -> r.bidirectional(both),
                            Mode.INFERENCE))
                    .toArray();
            assertThat(bytes[TeamLoop.Mode.NEVER.ordinal()]).isEqualTo(bytes[TeamLoop.Mode.WHERE_IT_PAYS.ordinal()])
                    .isLessThan(bytes[TeamLoop.Mode.ALWAYS.ordinal()]);
            assertThat(bytes[TeamLoop.Mode.ALONE.ordinal()]).isEqualTo(bytes[TeamLoop.Mode.LATE.ordinal()])
                    .isEqualTo(bytes[TeamLoop.Mode.ALWAYS.ordinal()]);
        }
    }

    /** 3 MiB of weights a direction: more than one core's cache has. */
    @EveryDevice
    void largeDirectionsTakeTurns(ClDevice device) {
        assumeThat(teamsPay(device)).as("teams pay").isTrue();
        for (Mode mode : Mode.values()) {
            for (Cell cell : List.of(Cells.gru(), Cells.gruResetBefore(), Cells.mgu())) {
                assertThat(formsATeam(device, cell, 9, 1, 512, RecurrentOptions::bidirectional, mode))
                        .as("%s, %s", cell, mode).isTrue();
            }
        }
    }

    /** They hand over twice a step, which takes larger weights to pay. */
    @EveryDevice
    void cellsInHalvesFormTeamsForLargerWeights(ClDevice device) {
        assumeThat(teamsPay(device)).as("teams pay").isTrue();
        for (Mode mode : Mode.values()) {
            assertThat(formsATeam(device, Cells.mgu(), 1000, 1, 128, r -> r, mode)).as("128, %s", mode).isFalse();
            assertThat(formsATeam(device, Cells.mgu(), 1000, 1, 192, r -> r, mode)).as("192, %s", mode)
                    .isEqualTo(mode == Mode.INFERENCE);
            assertThat(formsATeam(device, Cells.mgu(), 1000, 1, 256, r -> r, mode)).as("256, %s", mode).isTrue();
        }
    }

    @EveryDevice
    void largeWeightsOfSeveralSequencesAreShared(ClDevice device) {
        assumeThat(teamsPay(device)).as("teams pay").isTrue();
        int[][] shared = {{2, 512}, {8, 512}};
        int[][] sliced = {{8, 256}, {9, 512}};
        for (int[] each : shared) {
            assertThat(formsATeam(device, 50, each[0], each[1], r -> r, Mode.INFERENCE)).as("%s", each).isTrue();
        }
        for (int[] each : sliced) {
            assertThat(formsATeam(device, 50, each[0], each[1], r -> r, Mode.INFERENCE)).as("%s", each).isFalse();
        }
    }

    /** Not a core alone for all of a stack, nor a core a layer. */
    @EveryDevice
    void layersOfAStackFormTeams(ClDevice device) {
        assumeThat(teamsPay(device)).as("teams pay").isTrue();
        for (int hidden : new int[] {256, 512}) {
            assertThat(formsATeam(device, 50, 1, hidden, r -> r.layers(2), Mode.INFERENCE)).as("%d units", hidden)
                    .isTrue();
        }
    }

    /** Launches of a few steps are launches for little: passes of few steps, and in training the pieces of longer ones. */
    @EveryDevice
    void shortLaunchesFormNoTeams(ClDevice device) {
        assumeThat(teamsPay(device)).as("teams pay").isTrue();
        for (Mode mode : Mode.values()) {
            for (int steps : new int[] {9, 100, 1000}) {
                boolean few = steps == 9 || mode != Mode.INFERENCE && steps == 100;
                assertThat(formsATeam(device, steps, 1, 128, r -> r, mode)).as("%d steps, %s", steps, mode)
                        .isEqualTo(!few);
            }
        }
    }

    private static boolean teamsPay(ClDevice device) {
        return device.deviceAtomics() && !device.slowCompiler() && device.computeUnits() > 1
                && device.type() == DeviceType.CPU;
    }

    private static boolean formsATeam(ClDevice device, int steps, int batch, int hidden,
                                      UnaryOperator<RecurrentOptions> form, Mode mode) {
        return formsATeam(device, Cells.gru(), steps, batch, hidden, form, mode);
    }

    private static boolean formsATeam(ClDevice device, Cell cell, int steps, int batch, int hidden,
                                      UnaryOperator<RecurrentOptions> form, Mode mode) {
        return bytes(device, TeamLoop.Mode.WHERE_IT_PAYS, cell, steps, batch, hidden, form, mode)
                > bytes(device, TeamLoop.Mode.NEVER, cell, steps, batch, hidden, form, mode);
    }

    private static long bytes(ClDevice device, TeamLoop.Mode teams, Cell cell, int steps, int batch, int hidden,
                              UnaryOperator<RecurrentOptions> form, Mode mode) {
        try (Engine engine = engine(device, teams, false);
             Network network = Network.builder(engine).input(3)
                     .recurrent(cell, hidden, form).build()) {
            return network.plan(Batch.of(Tensor.zeros(steps, batch, 3)), mode).bytes();
        }
    }
}

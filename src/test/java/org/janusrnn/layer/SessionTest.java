package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.FaultyDevice;
import org.janusrnn.cl.Handles;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;

/** Sequences read piece by piece give what the whole ones give. */
class SessionTest {
    private static final int STEPS = 7;
    private static final int SEQUENCES = 3;
    private static final int INPUTS = 5;
    /**
     * The wide way sums a row that is alone in its tile in another order, and which rows share a tile depends on how many
     * there are. A sum of some ten products then differs in its last bit or two, and the steps hand that on: so many of
     * the largest number.
     */
    private static final float ANOTHER_ORDER = 4e-6f;

    private static List<Way> ways(ClDevice device) {
        return device.slowCompiler() ? List.of(Way.TILED) : List.of(Way.values());
    }

    private static Batch input(int sequences) {
        Tensor x = Tensor.zeros(STEPS, sequences, INPUTS);
        CounterRandom random = CounterRandom.of(5, sequences);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = 2 * random.uniform(i) - 1;
        }
        return Batch.of(x);
    }

    private static void assertSame(Way way, float[] got, float[] want, String what) {
        if (way == Way.TILED) {
            assertThat(got).as(what).isEqualTo(want);
            return;
        }
        assertThat(got).as(what).hasSameSizeAs(want);
        float most = 0;
        for (float value : want) {
            most = Math.max(most, Math.abs(value));
        }
        for (int i = 0; i < want.length; i++) {
            assertThat(got[i]).as("%s, number %d", what, i).isCloseTo(want[i], within(ANOTHER_ORDER * most));
        }
    }

    /** Reads a batch in pieces that end at the given steps; their outputs one behind the other. */
    private static float[] inPieces(Session session, Batch whole, int... ends) {
        float[] all = new float[0];
        int from = 0;
        for (int to : ends) {
            float[] piece = session.predict(whole.steps(from, to)).data();
            all = Arrays.copyOf(all, all.length + piece.length);
            System.arraycopy(piece, 0, all, all.length - piece.length, piece.length);
            from = to;
        }
        return all;
    }

    @EveryDevice
    void everyCellGoesOnWhereItEnded(ClDevice device) {
        for (Way way : ways(device)) {
            try (Engine engine = Engine.builder().device(device).way(way).open()) {
                for (Cell cell : Cells.all()) {
                    try (Network network = Network.builder(engine).input(INPUTS).recurrent(cell, 9, r -> r.layers(2))
                            .recurrent(Cells.gru(), 6).recurrent(Cells.lstm(), 8, r -> r.projection(4)).linear(3).build();
                         Session session = network.session()) {
                        for (int sequences : new int[] {SEQUENCES, 1}) {
                            Batch whole = input(sequences);
                            Output want = network.run(whole);
                            // A launch is dear on a slow device: step by step a batch, in longer pieces a sequence.
                            List<int[]> ends = List.of(new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {2, 6, 7});
                            if (device.slowCompiler()) {
                                ends = List.of(ends.get(sequences == 1 ? 1 : 0));
                            }
                            for (int[] each : ends) {
                                session.reset();
                                String what = cell.name() + ", " + way + ", B=" + sequences + ", " + each.length
                                        + " pieces";
                                assertSame(way, inPieces(session, whole, each), want.y().data(), what);
                                assertSame(way, session.states().h().data(), want.states().h().data(), what);
                                States last = session.states().next().next();
                                assertSame(way, last.h().data(), want.states().next().next().h().data(), what);
                                assertSame(way, last.c().data(), want.states().next().next().c().data(), what);
                            }
                        }
                    }
                }
            }
        }
    }

    private static NetworkBuilder small(Engine engine) {
        return Network.builder(engine).input(INPUTS).recurrent(Cells.lstm(), 6).recurrent(Cells.janet(), 4);
    }

    @EveryDevice
    void aSessionForgetsOnlyWhenItIsTold(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = small(engine).build();
             Session session = network.session(); Session other = network.session()) {
            Batch first = input(SEQUENCES).steps(0, 3);
            assertThat(session.states()).isNull();
            float[] fresh = session.predict(first).data();
            float[] second = session.predict(first).data();
            assertThat(second).isNotEqualTo(fresh);
            assertThat(other.predict(first).data()).as("sessions share nothing").isEqualTo(fresh);
            assertThat(network.predict(first).data()).isEqualTo(fresh);
            assertThat(other.predict(first).data()).isEqualTo(second);
            session.reset();
            assertThat(session.predict(first).data()).isEqualTo(fresh);
        }
    }

    @EveryDevice
    void statesGoOutAndIn(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = small(engine).build();
             Session session = network.session()) {
            Batch piece = input(SEQUENCES).steps(0, 3);
            session.predict(piece);
            States kept = session.states();
            float[] want = session.predict(piece).data();
            session.states(kept);
            assertThat(session.predict(piece).data()).isEqualTo(want);
            session.reset();
            assertThat(session.predict(piece.initial(kept)).data()).as("a piece's own states").isEqualTo(want);
            session.states(new States(kept.h(), kept.c()));
            assertThat(session.states().next().h().data()).containsOnly(0);
            session.states(null);
            assertThat(session.states()).isNull();
            assertThatThrownBy(() -> session.states(States.of(kept.h()))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lstm");
        }
    }

    @EveryDevice
    void aSequenceGoesOnBehindItsLastValidStep(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).way(Way.TILED).open(); Network network = small(engine).build();
             Session session = network.session()) {
            Batch whole = input(1);
            float[] want = network.predict(whole.steps(0, 4)).data();
            session.predict(whole.steps(0, 5).lengths(2));
            float[] got = session.predict(whole.steps(2, 4)).data();
            assertThat(got).isEqualTo(Arrays.copyOfRange(want, want.length / 2, want.length));
        }
    }

    @EveryDevice
    void aLastStepHeadAnswersAtEveryPieceAndClassesComeToo(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).way(Way.TILED).open();
             Network network = small(engine).lastStep().linear(3).build(); Session session = network.session()) {
            Batch whole = input(SEQUENCES);
            session.predict(whole.steps(0, 4));
            assertThat(session.classify(whole.steps(4, 7))).isEqualTo(network.classify(whole));
        }
    }

    @EveryDevice
    void otherSequencesAreRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = small(engine).build();
             Session session = network.session()) {
            session.predict(input(SEQUENCES));
            assertThatThrownBy(() -> session.predict(input(2))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("B=3").hasMessageContaining("B=2").hasMessageContaining("reset");
            session.reset();
            session.predict(input(2));
        }
    }

    @EveryDevice
    void aClosedSessionRefusesWork(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = small(engine).build()) {
            Session session = network.session();
            States states = network.run(input(SEQUENCES)).states();
            session.predict(input(SEQUENCES));
            session.close();
            session.close();
            List<ThrowingCallable> uses = List.of(() -> session.predict(input(SEQUENCES)),
                    () -> session.classify(input(SEQUENCES)), session::reset, session::states,
                    () -> session.states(states), () -> session.states(null));
            for (ThrowingCallable use : uses) {
                assertThatThrownBy(use).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
            }
            try (Session other = network.session()) {
                other.predict(input(SEQUENCES));
            }
        }
    }

    /** Whichever call fails: nothing leaks, and the session goes on from the states before, or says that they are lost. */
    @EveryDevice
    void aPieceThatFailsIsReadAgain(ClDevice device) {
        FaultyDevice faulty = FaultyDevice.like(device);
        Batch whole = input(SEQUENCES);
        Batch first = whole.steps(0, 3);
        Batch second = whole.steps(3, STEPS);
        try (Engine engine = Engine.builder().device(faulty.device()).way(Way.TILED).open()) {
            float[] want;
            try (Network network = small(engine).build(); Session session = network.session()) {
                session.predict(first);
                want = session.predict(second).data();
            }
            long programsAndEngine = Handles.open();
            int lost = 0;
            int number = 0;
            boolean failed = true;
            while (failed) {
                number++;
                try (Network network = small(engine).build(); Session session = network.session()) {
                    session.predict(first);
                    States before = session.states();
                    faulty.failAt(number);
                    float[][] got = new float[1][];
                    boolean thrown = throwsAny(() -> got[0] = session.predict(second).data());
                    failed = faulty.failed();
                    faulty.failAt(0);
                    if (thrown && throwsAny(session::states)) {
                        lost++;
                        assertThatThrownBy(() -> session.predict(second)).isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("lost");
                        session.states(before);
                    }
                    // Memory that the device refuses is tried for again, without the plan of the piece before.
                    assertThat(thrown ? session.predict(second).data() : got[0]).as("after call %d failed", number)
                            .isEqualTo(want);
                }
                assertThat(Handles.open()).as("after call %d failed: %s", number, Handles.report())
                        .isEqualTo(programsAndEngine);
            }
            assertThat(number).isGreaterThan(20);
            assertThat(lost).isBetween(1, number - 1);
        }
    }

    private static boolean throwsAny(Runnable action) {
        try {
            action.run();
            return false;
        } catch (ClException | DeviceMemoryException | IllegalStateException e) {
            return true;
        }
    }

    /** Room for the states of a piece is taken before it runs; where there is none, the states before stay. */
    @EveryDevice
    void aPieceWithoutRoomForItsStatesLeavesThoseBefore(ClDevice device) {
        long memory = 4 << 20;
        try (Engine engine = Engine.builder().device(FaultyDevice.withMemory(device, memory)).open();
             Network network = small(engine).build(); Session session = network.session()) {
            session.predict(input(SEQUENCES));
            float[] states = session.states().h().data();
            int many = 30_000;      // the states alone are 20 numbers a sequence
            States given = new States(Tensor.zeros(1, many, 6), Tensor.zeros(1, many, 6), null);
            assertThatThrownBy(() -> session.predict(Batch.of(Tensor.zeros(1, many, INPUTS)).initial(given)))
                    .isInstanceOf(DeviceMemoryException.class);
            assertThat(session.states().h().data()).isEqualTo(states);
            assertThatThrownBy(() -> session.states(new States(Tensor.zeros(1, 9 * many, 6),
                    Tensor.zeros(1, 9 * many, 6), null))).isInstanceOf(DeviceMemoryException.class)
                    .hasMessageContaining("states carried of B=270000");
            assertThat(session.states().h().data()).isEqualTo(states);
        }
    }

    @EveryDevice
    void whatNeedsWholeSequencesIsRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            try (Network network = Network.builder(engine).input(INPUTS).recurrent(Cells.lstm(), 3)
                    .recurrent(Cells.gru(), 3, r -> r.bidirectional()).build()) {
                assertThatThrownBy(network::session).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("the network cannot read sequences piece by piece: the layer rnn2 reads sequences "
                                + "from the end, too");
            }
            try (Network network = small(engine).lastStep().recurrent(Cells.gru(), 3).build()) {
                assertThatThrownBy(network::session).hasMessageContaining("the layer rnn3 has states behind a head");
            }
        }
    }
}

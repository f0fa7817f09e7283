package org.janusrnn.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.junit.jupiter.api.Test;

/** The tuner finds what is faster, and never keeps what computes wrong or does not run. */
class TunerTest {
    private static final Map<Integer, Double> NANOS = Map.of(8, 50.0, 16, 100.0, 32, 10.0);

    /** Work whose time is a function of DEPTH; the fastest value of all computes wrong, or does not run. */
    private static final class Pretended implements Work {
        private final boolean runs;

        Pretended(boolean runs) {
            this.runs = runs;
        }

        private static int depth(Engine engine) {
            return engine.tuning().value(Tunable.TILED_STEP, Tunable.Rows.MANY, "DEPTH");
        }

        @Override
        public String fault(Engine engine) {
            if (depth(engine) == 32 && !runs) {
                engine.context().build("broken.cl", "nonsense", "").close();
            }
            return depth(engine) == 32 ? "wrong: y" : null;
        }

        @Override
        public Timed timed(Engine engine) {
            return new Timed() {
                @Override
                public double nanos(int runs) {
                    return NANOS.get(depth(engine))
                            * engine.tuning().value(Tunable.TILED_STEP, Tunable.Rows.MANY, "GROUP_ROWS");
                }

                @Override
                public void close() {
                }
            };
        }
    }

    private static Tuner.Found search(boolean runs, List<Tuner.Trial> told) {
        ClDevice device = Devices.select(null);
        return new Tuner(device, told::add, () -> false, (kernel, rows) -> new Pretended(runs))
                .search(Tunable.TILED_STEP, Tunable.Rows.MANY);
    }

    @Test
    void theFastestOfThoseThatAreRightIsFound() {
        List<Tuner.Trial> told = new ArrayList<>();
        Tuner.Found found = search(true, told);
        assertThat(found.entry().parameters()).containsEntry("DEPTH", 8).containsEntry("GROUP_ROWS", 1)
                .containsEntry("ROWS_PER_ITEM", 2);
        assertThat(found.speedup()).isEqualTo(16);
        assertThat(found.trials()).isEqualTo(told).filteredOn(t -> t.parameters().get("DEPTH") == 32).isNotEmpty()
                .allMatch(t -> t.fault().equals("wrong: y"));
    }

    @Test
    void whatDoesNotRunIsPassedOver() {
        Tuner.Found found = search(false, new ArrayList<>());
        assertThat(found.entry().parameters()).containsEntry("DEPTH", 8);
        assertThat(found.trials()).filteredOn(t -> t.parameters().get("DEPTH") == 32).isNotEmpty()
                .allMatch(t -> t.fault().contains("broken.cl"));
    }

    @Test
    void aStoppedSearchKeepsWhatItHad() {
        Tuner.Found found = new Tuner(Devices.select(null), trial -> { }, () -> true).search(Tunable.TILED_STEP,
                Tunable.Rows.FEW);
        assertThat(found.better()).isFalse();
        assertThat(found.trials()).isEmpty();
    }

    @Test
    void whatWasBetterBeforeTheEndIsToldAndKept() {
        List<Tuner.Trial> told = new ArrayList<>();
        ClDevice device = Devices.select(null);
        Tuner.Found found = new Tuner(device, told::add, () -> told.stream().anyMatch(Tuner.Trial::better),
                (kernel, rows) -> new Pretended(true)).search(Tunable.TILED_STEP, Tunable.Rows.MANY);
        assertThat(found.better()).isTrue();
        assertThat(told.get(told.size() - 1).entry(device)).isEqualTo(found.entry());
        assertThat(found.entry().parameters()).containsEntry("GROUP_ROWS", 4).containsEntry("DEPTH", 16);
    }

    /** A gain within the noise, or one that is not seen again, changes nothing. */
    @Test
    void whatIsHardlyFasterOrFasterOnceIsNotKept() {
        for (boolean once : new boolean[] {false, true}) {
            int[] calls = {0};
            Tuner.Found found = new Tuner(Devices.select(null), trial -> { }, () -> false, (kernel, rows) -> new Work() {
                @Override
                public String fault(Engine engine) {
                    calls[0] = 0;
                    return null;
                }

                @Override
                public Timed timed(Engine engine) {
                    boolean changed = Pretended.depth(engine) != 16;
                    return new Timed() {
                        @Override
                        public double nanos(int runs) {
                            boolean early = calls[0]++ < 10;
                            return !changed ? 100 : once ? early ? 50 : 100 : 98;
                        }

                        @Override
                        public void close() {
                        }
                    };
                }
            }).search(Tunable.TILED_STEP, Tunable.Rows.MANY);
            assertThat(found.better()).isFalse();
            assertThat(found.entry().parameters()).isEqualTo(Tunable.TILED_STEP.standard());
        }
    }

    /** What every device computes is right by the tuner's own judgement, and one bad number is not. */
    @EveryWay
    void resultsAreJudgedByTheReference(DeviceAndWay target) {
        try (Engine engine = target.open()) {
            for (Tunable kernel : Tuner.kernels(engine.way())) {
                assertThat(new LayerWork(kernel, 5).fault(engine)).isNull();
            }
        }
        DoubleTensor want = DoubleTensor.of(new double[] {1, -4}, 2);
        assertThat(LayerWork.error(Tensor.of(new float[] {1.5f, -4}, 2), want)).isEqualTo(0.125);
        assertThat(LayerWork.error(Tensor.of(new float[] {Float.NaN, -4}, 2), want)).isNaN();
    }
}

package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.Output;
import org.janusrnn.layer.Session;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.junit.jupiter.api.Test;

/** A cell may carry any number of states; no built-in one has more than two. This one has a fast and a slow memory. */
class ThreeStatesTest {
    private static final String PAGE = """
            void cell_forward(REAL *a, REAL *s, const REAL *v)
            {
                REAL f = sigmoid(a[0]), g = hyperbolic_tangent(a[1]), o = sigmoid(a[2]);
                s[1] = f * s[1] + (1.0f - f) * g;
                s[2] = SLOW * s[2] + (1.0f - SLOW) * s[1];
                s[0] = o * hyperbolic_tangent(s[1] + s[2]);
                a[0] = f;
                a[1] = g;
                a[2] = o;
            }

            void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
            {
                REAL f = a[0], g = a[1], o = a[2];
                REAL fast = f * before[1] + (1.0f - f) * g;
                REAL h = hyperbolic_tangent(fast + SLOW * before[2] + (1.0f - SLOW) * fast);
                REAL slope = d[0] * o * (1.0f - h * h);
                d[2] += slope;
                d[1] += slope + d[2] * (1.0f - SLOW);
                a[0] = d[1] * (before[1] - g) * f * (1.0f - f);
                a[1] = d[1] * (1.0f - f) * (1.0f - g * g);
                a[2] = d[0] * h * o * (1.0f - o);
                d[0] = (REAL)(0.0f);
                d[1] = d[1] * f;
                d[2] = d[2] * SLOW;
            }
            """;

    private static Cell cell() {
        return Cell.builder("slowfast").pageText(PAGE).slots(3).states(3).constant("SLOW", 0.75f).build();
    }

    @Test
    void itsGradientsAreRight() {
        try (CellVerification verification = CellVerification.of(cell())) {
            assertThat(verification.page()).hasSize(6).allMatch(CellCheck::passed);
        }
    }

    @EveryWay
    void itsLayersCarryThemAll(DeviceAndWay here) {
        try (CellVerification verification = CellVerification.of(cell())) {
            assertThat(verification.on(new Target(here.device(), here.way()))).hasSize(4).allMatch(CellCheck::passed);
        }
    }

    @Test
    void sequencesReadPieceByPieceCarryThemAll() {
        Tensor x = Tensor.of(new float[] {1, -1, 0.5f, 2, -0.5f, 1, 1.5f, -2, 0, 1, -1, 0.25f}, 6, 2, 1);
        try (Engine engine = Engine.open();
             Network network = Network.builder(engine).input(1).recurrent(cell(), 5, r -> r.layers(2)).build();
             Session session = network.session()) {
            Output whole = network.run(Batch.of(x));
            assertThat(whole.states().c().shape().toArray()).containsExactly(4, 2, 5);
            float[] pieces = new float[0];
            for (int t = 0; t < 6; t += 2) {
                float[] y = session.predict(Batch.of(Tensor.of(Arrays.copyOfRange(x.data(), 2 * t, 2 * t + 4), 2, 2, 1)))
                        .data();
                float[] longer = Arrays.copyOf(pieces, pieces.length + y.length);
                System.arraycopy(y, 0, longer, pieces.length, y.length);
                pieces = longer;
            }
            assertThat(pieces).isEqualTo(whole.y().data());
            States carried = session.states();
            assertThat(carried.c().data()).isEqualTo(whole.states().c().data());
            assertThat(carried.h().data()).isEqualTo(whole.states().h().data());

            States twoShort = new States(carried.h(), Tensor.zeros(2, 2, 5));
            assertThatThrownBy(() -> network.run(Batch.of(x).initial(twoShort)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of slowfast are h [2, 2, 5] and c [4, 2, 5], not");
        }
    }
}

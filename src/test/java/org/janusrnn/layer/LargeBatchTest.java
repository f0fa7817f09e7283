package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;

/**
 * One step of so many sequences that numbers of rows, multiplied with each other, no longer fit 32 bits: a core's slice of
 * the batch times the number of its row tiles passes 2^31 from 114,000 sequences a core on, and two directions share the
 * cores.
 */
class LargeBatchTest {
    private static final int SEQUENCES = 400_000;

    @EveryWay
    void agreesWithTheReference(DeviceAndWay on) {
        assumeFalse(on.slow(), "takes minutes there, and the wide way, which shares the batch out so, is not built there");
        try (Engine engine = on.open()) {
            RecurrentCase made = RecurrentCase.bidirectional(new Form(Cells.rnnTanh(), false), 1, 1, SEQUENCES, 1, 1);
            Map<String, DoubleTensor> expected = made.expected();
            assertThat(Rounding.differences(made, made.run(engine), expected)).isEmpty();
        }
    }
}

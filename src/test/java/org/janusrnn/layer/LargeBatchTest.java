package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

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
 * One step of so many sequences that numbers of rows, multiplied with each other, no longer fit 32 bits: in the wide way a
 * core's slice of the batch times the number of its row tiles passes 2^31 from 114,000 sequences a core on, and two
 * directions share the cores. Where that way is not built, there are more rows than the 65,535 iterations after which a
 * driver is known to end a loop.
 */
class LargeBatchTest {
    private static final int SEQUENCES = 400_000;
    private static final int SEQUENCES_ON_SLOW_DEVICES = 70_000;

    @EveryWay
    void agreesWithTheReference(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            int sequences = on.slow() ? SEQUENCES_ON_SLOW_DEVICES : SEQUENCES;
            RecurrentCase made = RecurrentCase.bidirectional(new Form(Cells.rnnTanh(), false), 1, 1, sequences, 1, 1);
            Map<String, DoubleTensor> expected = made.expected();
            assertThat(Rounding.differences(made, made.run(engine), expected)).isEmpty();
        }
    }
}

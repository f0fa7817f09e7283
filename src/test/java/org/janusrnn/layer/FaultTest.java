package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.FaultyDevice;
import org.janusrnn.cl.Handles;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.TestCells.Form;

/**
 * Whichever call to the device fails, nothing stays open and nothing is spoilt. Each call of a network's life fails in its
 * turn, all others work.
 */
class FaultTest {
    private final RecurrentCase made = RecurrentCase.bidirectional(new Form(Cells.lstm(), false), 2, 3, 2, 3, 4)
            .lengths(2, 3);

    @EveryWay
    void aNetworkThatCannotBeBuiltLeavesNothingOpen(DeviceAndWay on) {
        FaultyDevice faulty = FaultyDevice.like(on.device());
        try (Engine engine = Engine.builder().device(faulty.device()).way(on.way()).open()) {
            made.network(engine).close();
            long programsAndEngine = Handles.open();
            int number = 0;
            do {
                faulty.failAt(++number);
                if (fails(() -> made.network(engine).close())) {
                    assertThat(faulty.failed()).isTrue();
                }
                assertThat(Handles.open()).as("after call %d failed: %s", number, Handles.report())
                        .isEqualTo(programsAndEngine);
            } while (faulty.failed());
            faulty.failAt(0);
            assertThat(number).isGreaterThan(20);
        }
    }

    @EveryWay
    void aNetworkOutlivesACallThatFails(DeviceAndWay on) {
        FaultyDevice faulty = FaultyDevice.like(on.device());
        try (Engine engine = Engine.builder().device(faulty.device()).way(on.way()).open()) {
            Map<String, Tensor> wanted = made.run(engine);
            int step = on.slow() ? 20 : 3;      // every third call, to save time
            int number = 1 - step;
            long programsAndEngine = Handles.open();
            do {
                number += step;
                try (Network network = made.network(engine)) {
                    faulty.failAt(number);
                    fails(() -> network.gradients(made.batch(), made.dy, made.dStates));
                    boolean failed = faulty.failed();
                    faulty.failAt(0);
                    assertThat(Bits.differences(RecurrentCase.results(
                            network.gradients(made.batch(), made.dy, made.dStates)), wanted))
                            .as("after call %d failed", number).isEmpty();
                    if (!failed) {
                        break;
                    }
                }
                assertThat(Handles.open()).as("after call %d failed: %s", number, Handles.report())
                        .isEqualTo(programsAndEngine);
            } while (true);
            assertThat(number).isGreaterThan(100);
        }
    }

    @EveryWay
    void anEngineThatCannotBeOpenedLeavesNothingOpen(DeviceAndWay on) {
        FaultyDevice faulty = FaultyDevice.like(on.device());
        for (int number = 1; number <= 3; number++) {       // the context and two queues
            faulty.failAt(number);
            assertThatThrownBy(() -> Engine.builder().device(faulty.device()).way(on.way()).open())
                    .isInstanceOf(ClException.class);
            assertThat(Handles.open()).as(Handles.report()).isZero();
        }
    }

    private static boolean fails(Runnable action) {
        try {
            action.run();
            return false;
        } catch (ClException | DeviceMemoryException e) {
            assertThat(e.toString()).containsAnyOf("CL_OUT_OF_RESOURCES", "device memory");
            return true;
        }
    }
}

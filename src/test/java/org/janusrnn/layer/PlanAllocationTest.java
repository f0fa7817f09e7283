package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** A plan that is made runs without feeding the garbage collector, and without allocating on the device. */
class PlanAllocationTest {
    private static final int ROUNDS = 300;
    /** The counter itself may show a little; one object of the smallest size for every run would be more. */
    private static final long ALLOWED_BYTES = ROUNDS * 8;

    @EveryDeviceAndBinding
    void runningAPlanAllocatesNothing(ClDevice device) {
        assumeThat(device.binding()).isEqualTo("lwjgl");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 5, r -> r.bidirectional())
                     .linear(2).build()) {
            Batch batch = Batch.of(Tensor.zeros(4, 2, 3));
            NetworkPlan plan = network.plan(batch, Mode.TRAINING);
            plan.begin(batch, 0);
            engine.queue(0).fill(plan.output().gradient().buffer(), 0, plan.output().gradient().bytes(), 0);
            long before = 0;
            long device0 = 0;
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                if (round == 0) {
                    before = threads.getCurrentThreadAllocatedBytes();
                    device0 = engine.context().allocatedBytes();
                }
                network.parameters().changed();
                plan.forward();
                plan.backward();
                engine.finish();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED_BYTES);
            assertThat(engine.context().allocatedBytes()).isEqualTo(device0);
        }
    }
}

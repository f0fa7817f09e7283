package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.janusrnn.cell.Cells;
import org.janusrnn.cl.FaultyDevice;
import org.janusrnn.cl.Handles;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;

/** A batch that the device has no room for is refused by an estimate, which names both sides; nothing else suffers. */
class DeviceMemoryTest {
    private static final long MEMORY = 4 << 20;
    private static final int HIDDEN = 16;
    private static final Batch SMALL = Batch.of(new Numbers(1).uniform(1, 5, 2, 3));

    private static Network network(Engine engine) {
        return Network.builder(engine).input(3).recurrent(Cells.lstm(), HIDDEN).build();
    }

    private static Batch steps(int steps) {
        return Batch.of(Tensor.zeros(steps, 1, 3));
    }

    @EveryWay
    void aBatchBeyondTheDevice(DeviceAndWay on) {
        try (Engine engine = Engine.builder().device(FaultyDevice.withMemory(on.device(), MEMORY)).way(on.way()).open();
             Network network = network(engine)) {
            float[] before = network.run(SMALL).y().data();
            long bytes = engine.context().allocatedBytes();
            long handles = Handles.open();

            // Gates alone, four for each hidden unit at each step, are 5 MiB.
            assertThatThrownBy(() -> network.run(steps(5 * (1 << 20) / 16 / HIDDEN)))
                    .isInstanceOf(DeviceMemoryException.class)
                    .hasMessageMatching("too little device memory for inference with T=20480, B=1: that takes \\d\\.\\d MiB, .* has "
                            + "4\\.0 MiB, of which .* KiB are taken: use a smaller batch.*");
            assertThat(Handles.open()).isLessThanOrEqualTo(handles);
            assertThat(engine.context().allocatedBytes()).isLessThanOrEqualTo(bytes);

            assertThat(network.run(SMALL).y().data()).isEqualTo(before);
        }
    }

    @EveryWay
    void plansOfOtherShapesMakeRoom(DeviceAndWay on) {
        try (Engine engine = Engine.builder().device(FaultyDevice.withMemory(on.device(), MEMORY)).way(on.way()).open();
             Network network = Network.builder(engine).input(3).recurrent(Cells.indrnnTanh(), HIDDEN).build()) {
            for (int size = 8000; size < 8004; size++) {        // any one of them needs more than half of the memory
                assertThat(network.run(Batch.of(Tensor.zeros(2, size, 3))).y().shape().dim(1)).isEqualTo(size);
                assertThat(engine.context().allocatedBytes()).isBetween(MEMORY / 2, MEMORY);
            }
        }
    }

    @EveryWay
    void aNetworkBeyondTheDevice(DeviceAndWay on) {
        try (Engine engine = Engine.builder().device(FaultyDevice.withMemory(on.device(), MEMORY)).way(on.way())
                .open()) {
            long handles = Handles.open();
            assertThatThrownBy(() -> Network.builder(engine).input(3).linear(200_000).build())
                    .isInstanceOf(DeviceMemoryException.class).hasMessageContaining("parameters and gradients")
                    .hasMessageContaining("4.0 MiB");
            assertThat(Handles.open()).isEqualTo(handles);
            assertThat(engine.context().allocatedBytes()).isZero();
        }
    }

    /** Four million steps of a thousand units are 16 GB, more than any device here has, of an input of 16 MB. */
    @EveryWay
    void aBatchBeyondTheRealDevice(DeviceAndWay on) {
        int hidden = Math.toIntExact(Math.max(1000, on.device().globalMemory() / (1 << 22) / Float.BYTES));
        try (Engine engine = on.open();
             Network network = Network.builder(engine).input(1).recurrent(Cells.indrnnTanh(), hidden).build()) {
            assertThatThrownBy(() -> network.run(Batch.of(Tensor.zeros(1 << 22, 1, 1))))
                    .isInstanceOf(DeviceMemoryException.class).hasMessageContaining("T=4194304, B=1: that takes")
                    .hasMessageContaining(on.device().name());
            assertThat(network.run(Batch.of(Tensor.zeros(2, 1, 1))).y().data()).hasSize(2 * hidden);
        }
    }
}

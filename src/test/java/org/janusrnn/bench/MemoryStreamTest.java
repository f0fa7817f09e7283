package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;

/** The kernel by which memory is measured touches every number of its arrays. */
class MemoryStreamTest {
    @EveryWay
    void everyNumberIsTouchedInEachWayToShareOutTheWork(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            for (Loop loop : Loop.values()) {
                try (MemoryStream stream = new MemoryStream(engine, loop.streams(), 16 * 333 - 5, true)) {
                    assertThat(stream.bytes()).isEqualTo(loop.streams().bytes(16 * 333));
                    stream.check();
                    stream.enqueue();
                    stream.compare();
                    // What is updated in place is another number after a second run, and that is seen.
                    stream.enqueue();
                    if (loop.streams().updated() > 0) {
                        assertThatThrownBy(stream::compare).hasMessageContaining("the kernel that measures memory is wrong");
                    } else {
                        stream.compare();
                    }
                }
            }
        }
    }

    @EveryWay
    void aRunTakesTime(DeviceAndWay on) {
        assumeThat(on.device().eventTimes()).isTrue();
        try (Engine engine = Engine.builder().device(on.device()).way(on.way()).profiling().open();
             MemoryStream stream = new MemoryStream(engine, Streams.COPY, 1 << 16, false)) {
            assertThat(stream.run()).isBetween(1L, Long.MAX_VALUE - 1);
        }
    }
}

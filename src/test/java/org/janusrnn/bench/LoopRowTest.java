package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.janusrnn.schedule.Plan;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.junit.jupiter.api.Test;

/** What a loop and the kernels beside it move, and the rates of them, against numbers done by hand. */
class LoopRowTest {
    private static final Extent EXTENT = new Extent(5, 3, 20, 24);

    /** Of 5 x 3 x 24 = 360 floats an array. */
    @Test
    void eachNumberCountsWhereItIsReadAndWhereItIsWritten() {
        assertThat(Loop.INFERENCE.streams().bytes(360)).isEqualTo(2 * 1440);
        assertThat(Loop.FORWARD.streams().bytes(360)).isEqualTo(3 * 1440);
        assertThat(Loop.BACKWARD.streams().bytes(360)).isEqualTo(4 * 1440);
        assertThat(Loop.FORWARD.streams().workingSet(360)).isEqualTo(2 * 1440);
        assertThat(Loop.BACKWARD.streams().workingSet(360)).isEqualTo(3 * 1440);
    }

    /** What bench --explain says is what the table counts. */
    @EveryWay
    void thatIsTheAccountOfThePlan(DeviceAndWay on) {
        for (Loop loop : Loop.values()) {
            List<Plan.Part> parts = Explanation.of(new BenchTarget(on.device(), on.way()),
                    new Row(LoopBench.CELL, EXTENT, false, loop.pass())).parts();
            assertThat(parts).filteredOn(part -> part.label().equals(loop.label())).singleElement()
                    .satisfies(part -> assertThat(part.cost().bytes()).isEqualTo(loop.streams().bytes(360)));
        }
    }

    /** 6 MB in 2 ms at best are 3 GB/s; a copy of 4 MB in 1 ms 4 GB/s; 5 MB in 2.5 ms 2 GB/s. */
    @Test
    void ratesAreThoseOfTheShortestRunAndSharesOfThem() {
        LoopRow row = new LoopRow(new Row(LoopBench.CELL, EXTENT, false, Pass.TRAIN), Loop.FORWARD, 1, 6e6, 4e6, 5e6);
        row.add(LoopRow.LOOP, new long[] {4_000_000, 3_000_000});
        row.add(LoopRow.COPY, new long[] {1_000_000, 9_000_000});
        row.add(LoopRow.SAME, new long[] {2_500_000});
        row.add(LoopRow.LOOP, new long[] {2_000_000});
        assertThat(row.rate(LoopRow.LOOP)).isCloseTo(3, within(1e-12));
        assertThat(row.share(LoopRow.COPY)).isCloseTo(0.75, within(1e-12));
        assertThat(row.share(LoopRow.SAME)).isCloseTo(1.5, within(1e-12));
        assertThat(row.json()).containsEntry("loop", "forward, training").containsEntry("workingSetBytes", 2880L)
                .containsEntry("T", 5).extractingByKey("times", InstanceOfAssertFactories.MAP)
                .extractingByKey("loop", InstanceOfAssertFactories.MAP)
                .containsEntry("bytes", 6e6).containsEntry("medianGigabytesPerSecond", 2.0);
        assertThat(row.line()).contains("5,3,20,24", "3.0 GB/s", "share  75 %", "share 150 %");
    }

    @Test
    void whatIsWrongHasNoRate() {
        LoopRow row = new LoopRow(new Row(LoopBench.CELL, EXTENT, false, Pass.FORWARD), Loop.INFERENCE, 1, 1, 1, 1);
        row.wrong("y is off");
        assertThat(row.json()).containsEntry("right", false).containsEntry("shareOfCopy", null);
        String table = new CellsTable(Map.of(), List.of(), List.of(row.json())).text();
        assertThat(table).contains("| 5,3,20,24 | forward, inference | wrong |");
    }
}

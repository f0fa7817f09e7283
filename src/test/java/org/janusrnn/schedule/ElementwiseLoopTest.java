package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.janusrnn.bench.Content;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Oracle;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.RowRun;
import org.janusrnn.cell.Cells;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.verify.Comparison;

/** So many outputs that they are written past the caches: small shapes never are. */
class ElementwiseLoopTest {
    /** With 136 units the rows of the second direction begin in the middle of a vector, and each ends with half a one. */
    @EveryWay
    void longBatchesComeToWhatTheReferenceDoes(DeviceAndWay on) {
        assumeThat(on.slow()).isFalse();
        for (int hidden : new int[] {128, 136}) {
            Extent extent = new Extent(520, 32, 3, hidden);
            assertThat(ElementwiseLoop.streamed((long) extent.steps() * extent.batch() * hidden)).isTrue();
            Content content = new Content(new Row(Cells.indrnnRelu(), extent, true, Pass.TRAIN));
            try (Engine engine = on.open(); RowRun run = new RowRun(engine, content)) {
                run.run();
                assertThat(new Oracle(content).check(run.results())).allMatch(Comparison::passed);
            }
        }
    }
}

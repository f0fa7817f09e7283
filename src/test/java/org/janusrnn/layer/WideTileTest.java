package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;

/** A wide device computes right with the register tile that is meant for other devices too. */
class WideTileTest {
    /** Sequences: alone, in a team, in one tile, in two bands; sums over less and more than a piece of 256. */
    private static final int[][] SHAPES = {{3, 1, 300, 300}, {4, 2, 7, 300}, {3, 13, 17, 65}, {2, 103, 33, 49}};

    @EveryWay
    void theOtherTile(DeviceAndWay on) {
        assumeThat(on.way()).isEqualTo(Way.WIDE);
        int own = Tuning.shipped(on.device()).value(Tunable.WIDE_TILE, null, "STRIPPED");
        Tuning other = Tuning.trial(on.device(), TuningEntry.of(on.device(), Tunable.WIDE_TILE, null,
                Map.of("STRIPPED", 1 - own)));
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.builder().tuning(other).open()) {
            for (Form form : TestCells.kinds()) {
                for (int[] shape : SHAPES) {
                    RecurrentCase made = RecurrentCase.of(form, shape[0], shape[1], shape[2], shape[3]);
                    Map<String, DoubleTensor> expected = made.expected();
                    failures.addAll(Rounding.differences(made, made.run(engine), expected));
                }
            }
        }
        assertThat(failures).isEmpty();
    }
}

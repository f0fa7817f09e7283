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

/** A wide device computes right with either register tile, its own and the one that is meant for other devices. */
class WideTileTest {
    /** On two cores a slice of two bands, and sums over more than a piece, of either tile. */
    private static final int[][] LARGE = {{2, 203, 33, 49}, {2, 4, 7, 530}};
    /** Sequences alone, in a team, in one tile, in two bands. */
    private static final int[][] SHAPES = {{3, 1, 300, 300}, {4, 2, 7, 300}, {3, 13, 17, 65}, LARGE[0], LARGE[1]};

    @EveryWay
    void eitherTile(DeviceAndWay on) {
        assumeThat(on.way()).isEqualTo(Way.WIDE);
        int own = Tuning.shipped(on.device()).value(Tunable.WIDE_TILE, null, "STRIPPED");
        List<String> failures = new ArrayList<>();
        for (int stripped : new int[] {own, 1 - own}) {
            Tuning tuning = Tuning.trial(on.device(), TuningEntry.of(on.device(), Tunable.WIDE_TILE, null,
                    Map.of("STRIPPED", stripped)));
            try (Engine engine = on.builder().tuning(tuning).open()) {
                for (Form form : TestCells.kinds()) {
                    for (int[] shape : stripped == own ? LARGE : SHAPES) {
                        RecurrentCase made = RecurrentCase.of(form, shape[0], shape[1], shape[2], shape[3]);
                        Map<String, DoubleTensor> expected = made.expected();
                        failures.addAll(Rounding.differences(made, made.run(engine), expected));
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
    }
}

package org.janusrnn.layer;

import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/** What stands behind the ends of sequences has no effect: it is made zeros. */
final class Padding {
    private Padding() {
    }

    /**
     * Records zeros in the padding.
     *
     * @param rows the values of the flow, or its gradient.
     */
    static void zero(Plan plan, Arena.Region rows, Flow flow) {
        if (flow.lengths() != null) {
            plan.pointwise(0, "zeros in the padding", Plan.Source.of("pointwise/mask_padding.cl", "mask_padding",
                    Defines.of()), flow.rows(), flow.width(), rows, flow.lengths(), flow.rows(), flow.batch(),
                    flow.width());
        }
    }
}

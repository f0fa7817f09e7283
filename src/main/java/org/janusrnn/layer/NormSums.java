package org.janusrnn.layer;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * The sums over rows that a normalisation needs on its way back: kernels-cl/pointwise/norm_sums.cl. Rows come in groups
 * that share a mean, groups in chunks.
 */
final class NormSums {
    private static final String FILE = "pointwise/norm_sums.cl";
    /** Rows a partial sum: few enough for every driver's loops. */
    static final int CHUNK = 1024;

    private final long groupRows;
    private final int groups;
    private final int chunks;
    private final int width;
    private final Arena.Region sums;
    private final Arena.Region totals;

    NormSums(Arena arena, long groupRows, int groups, int width) {
        this.groupRows = groupRows;
        this.groups = groups;
        this.width = width;
        chunks = chunks(groupRows);
        sums = arena.reserve("sums of a normalisation", 2L * groups * chunks * width);
        totals = chunks == 1 ? sums : arena.reserve("totals of a normalisation", 2L * groups * width);
    }

    static int chunks(long groupRows) {
        return Math.toIntExact((groupRows + CHUNK - 1) / CHUNK);
    }

    /**
     * Records the sums.
     *
     * @param perRow whether mean and scale are numbers of a row, not of a group's columns.
     */
    void record(Plan plan, boolean perRow, Arena.Region dy, Arena.Region x, Arena.Region mean, Arena.Region scale) {
        plan.pointwise(0, "sums of a normalisation",
                Plan.Source.of(FILE, "norm_sums", Defines.of().with("PER_ROW", perRow)), (long) groups * chunks,
                width, dy, x, mean, scale, sums, groupRows, groups, chunks, width);
        if (totals != sums) {
            plan.pointwise(0, "totals of a normalisation", Plan.Source.of(FILE, "norm_totals", Defines.of()), groups,
                    2L * width, sums, totals, groups, chunks, width);
        }
    }

    /** Records the gradients of the parameters, from the sums. */
    void parameters(Plan plan, ClBuffer weight, ClBuffer bias) {
        plan.pointwise(0, "gradients of a normalisation", Plan.Source.of(FILE, "norm_parameters", Defines.of()), 1,
                width, totals, groups, width, weight, bias);
    }

    /** {@code [groups][2][width]}: the sum of the gradients, and of their products with what was normalised. */
    Arena.Region totals() {
        return totals;
    }
}

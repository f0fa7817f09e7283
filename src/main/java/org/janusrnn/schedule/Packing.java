package org.janusrnn.schedule;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;

/** Weights into panels (kernels-cl/dense/pack.cl). */
final class Packing {
    /** Rows of a panel that a work-item of the wide way packs, of one vector. */
    private static final int PIECE = 256;
    /** Rows that it copies to a tile of panels. */
    private static final int ROWS = 64;

    private Packing() {
    }

    /**
     * Records that rows of the weights become columns of panels.
     *
     * @param units  rows of a gate's weights.
     * @param depth  columns of the weights.
     * @param across vectors across a panel.
     */
    static void columns(Plan plan, Object from, Arena.Region to, int units, int depth, int gates, int across,
                        int order) {
        long vectors = (long) Kernels.ceil(Kernels.blocks(units), across / gates) * across;
        boolean wide = plan.engine().way() == Way.WIDE;
        WorkSize size = wide
                ? WorkSize.of(new long[] {vectors, Kernels.ceil(depth, PIECE)}, new long[] {1, 1})
                : WorkSize.of(vectors * Kernels.UNITS, Kernels.UNITS);
        plan.launch(0, "pack weights", source(plan, "pack_columns"), size, from, to, units, depth, gates, across,
                order);
    }

    /**
     * Records that rows of the weights become rows of panels.
     *
     * @param rows rows of the panels: with the padding of blocks or without.
     */
    static void rows(Plan plan, Object from, Arena.Region to, int units, int columns, int gates, int rows,
                     int order) {
        boolean wide = plan.engine().way() == Way.WIDE;
        int group = !wide && rows % Kernels.UNITS == 0 ? Kernels.UNITS : 1;
        int tiles = Kernels.ceil(columns, Kernels.COLUMN_VECTORS * Kernels.UNITS);
        plan.launch(0, "pack weights, backward", source(plan, "pack_rows"),
                WorkSize.of(new long[] {wide ? Kernels.ceil(rows, ROWS) : rows, tiles}, new long[] {group, 1}), from, to,
                units, columns, gates, Kernels.COLUMN_VECTORS, order, rows);
    }

    static Plan.Source source(Plan plan, String kernel) {
        return Plan.Source.of("dense/pack.cl", kernel, Defines.of().with("WIDE", plan.engine().way() == Way.WIDE)
                .with("UNITS", Kernels.UNITS).with("STRIPPED", plan.engine().kernels().stripped()));
    }
}

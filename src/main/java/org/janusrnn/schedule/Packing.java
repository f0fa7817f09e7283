package org.janusrnn.schedule;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;

/** Weights into panels (kernels-cl/dense/panels.cl). */
final class Packing {
    /** Rows of a panel that a work-group of the wide way packs, of one vector. */
    private static final int PIECE = 256;
    /** Rows that it copies to a tile of panels. */
    private static final int ROWS = 64;

    private Packing() {
    }

    /** The work-groups that turn rows of weights into columns of panels: one a vector across and a piece of the depth. */
    record Groups(int vectors, int pieces) {
        /**
         * @param units  rows of a gate's weights.
         * @param depth  columns of the weights.
         * @param across vectors across a panel.
         */
        static Groups of(Plan plan, int units, int depth, int gates, int across) {
            return new Groups(Kernels.ceil(Kernels.blocks(units), across / gates) * across,
                    wide(plan) ? Kernels.ceil(depth, PIECE) : 1);
        }

        int count() {
            return vectors * pieces;
        }
    }

    /** Records that rows of the weights become columns of panels; arguments as of {@link Groups#of}. */
    static void columns(Plan plan, Object from, Arena.Region to, int units, int depth, int gates, int across,
                        int order) {
        Groups groups = Groups.of(plan, units, depth, gates, across);
        int items = items(plan);
        plan.launch(0, "pack weights", source(plan, "dense/pack.cl", "pack_columns"),
                WorkSize.of(new long[] {(long) groups.vectors * items, groups.pieces}, new long[] {items, 1}), from, to,
                units, depth, gates, across, order);
    }

    /**
     * Records that rows of the weights become rows of panels.
     *
     * @param rows rows of the panels: with the padding of blocks or without.
     */
    static void rows(Plan plan, Object from, Arena.Region to, int units, int columns, int gates, int rows,
                     int order) {
        boolean wide = wide(plan);
        int group = !wide && rows % Kernels.UNITS == 0 ? Kernels.UNITS : 1;
        int tiles = Kernels.ceil(columns, Kernels.COLUMN_VECTORS * Kernels.UNITS);
        plan.launch(0, "pack weights, backward", source(plan, "dense/pack.cl", "pack_rows"),
                WorkSize.of(new long[] {wide ? Kernels.ceil(rows, ROWS) : rows, tiles}, new long[] {group, 1}), from, to,
                units, columns, gates, Kernels.COLUMN_VECTORS, order, rows);
    }

    private static boolean wide(Plan plan) {
        return plan.engine().way() == Way.WIDE;
    }

    /** Work-items of a work-group that packs a vector. */
    static int items(Plan plan) {
        return wide(plan) ? 1 : Kernels.UNITS;
    }

    static Plan.Source source(Plan plan, String file, String kernel) {
        return Plan.Source.of(file, kernel, Defines.of().with("WIDE", wide(plan)).with("UNITS", Kernels.UNITS)
                .with("STRIPPED", plan.engine().kernels().stripped()));
    }
}

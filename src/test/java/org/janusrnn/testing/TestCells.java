package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;

/** The cells that tests run over. */
public final class TestCells {
    private TestCells() {
    }

    /** A cell, and whether its h is projected to another size. */
    public record Form(Cell cell, boolean projected) {
        /** The same in every process, as random cases are drawn by it: a map's own order is not. */
        @Override
        public String toString() {
            return cell.name() + new TreeMap<>(cell.constants()) + (projected ? ", projected" : "");
        }
    }

    /** Every built-in cell, JANET in both of its forms, and those with a projection that may have one. */
    public static List<Form> all() {
        List<Form> all = new ArrayList<>();
        Cells.all().forEach(cell -> all.add(new Form(cell, false)));
        all.add(new Form(Cells.janet(0), false));
        Cells.all().stream().filter(Cell::projectable).forEach(cell -> all.add(new Form(cell, true)));
        return all;
    }

    /**
     * One of each kind that kernels are put together differently for, for devices on which every cell would take too long:
     * the others differ from these in their page alone.
     */
    public static List<Form> kinds() {
        return List.of(new Form(Cells.rnnTanh(), false), new Form(Cells.lstm(), false), new Form(Cells.gru(), false),
                new Form(Cells.gruResetBefore(), false), new Form(Cells.indrnnTanh(), false),
                new Form(Cells.lstmPeephole(), true), new Form(Cells.lstmLayerNorm(), false));
    }
}

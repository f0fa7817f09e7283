package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.cell.Cell;

/**
 * One thing to time.
 *
 * @param cell          the cell.
 * @param extent        T, B, I and H.
 * @param layers        how many layers stand on each other.
 * @param bidirectional whether each has two directions.
 * @param pass          what of it.
 */
public record Row(Cell cell, Extent extent, int layers, boolean bidirectional, Pass pass) {
    /** @throws IllegalArgumentException where there is no layer, or the sizes are beyond what an array can hold. */
    public Row {
        if (layers < 1) {
            throw new IllegalArgumentException("there must be at least one layer, not " + layers);
        }
        double largest = (double) extent.steps() * extent.batch()
                * Math.max(extent.inputs(), (bidirectional ? 2 : 1) * (double) extent.hidden());
        if (largest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a batch of the shape " + extent + " has more than the " + Integer.MAX_VALUE
                    + " numbers that an array can hold: use fewer or shorter sequences");
        }
    }

    /** One layer. */
    public Row(Cell cell, Extent extent, boolean bidirectional, Pass pass) {
        this(cell, extent, 1, bidirectional, pass);
    }

    /** 1 or 2. */
    public int directions() {
        return bidirectional ? 2 : 1;
    }

    /**
     * Floating-point operations of the matrix products, which is what rates are counted by: for each direction
     * {@code 2 T B (I + H) G H} with G gates, and three times that for training. A cell whose recurrence is elementwise
     * has only the product of its input.
     */
    public double flops() {
        double sum = 0;
        for (int layer = 0; layer < layers; layer++) {
            double inputs = layer == 0 ? extent.inputs() : (double) directions() * extent.hidden();
            double recurrent = (double) cell.recurrent().gates() + cell.operand().gates();
            sum += directions() * 2.0 * extent.steps() * extent.batch() * extent.hidden()
                    * (cell.input().gates() * inputs + recurrent * extent.hidden());
        }
        return sum * pass.forwards;
    }

    /** The row for programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cell", cell.name());
        json.put("shape", extent.name());
        json.put("T", extent.steps());
        json.put("B", extent.batch());
        json.put("I", extent.inputs());
        json.put("H", extent.hidden());
        json.put("layers", layers);
        json.put("bidirectional", bidirectional);
        json.put("pass", pass.toString());
        return json;
    }

    /** Tells a row from every other. */
    public String key() {
        return cell.name() + "/" + extent + "/" + layers + "/" + (bidirectional ? "bi" : "uni") + "/" + pass;
    }

    @Override
    public String toString() {
        String name = extent.name();
        return cell.name() + " " + (name == null ? "" : name + " ") + extent + (layers > 1 ? ", " + layers + " layers" : "")
                + (bidirectional ? ", both directions" : "") + ", " + pass;
    }
}

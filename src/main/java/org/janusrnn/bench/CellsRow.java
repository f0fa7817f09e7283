package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;

/** What the cells came to that took turns over one shape, and how they stand to the LSTM. */
public final class CellsRow {
    /** Who takes turns; the others are compared with the first. */
    static final List<Cell> CELLS = List.of(Cells.lstm(), Cells.janet(), Cells.mgu(), Cells.indrnnRelu());
    static final String LSTM = CELLS.get(0).name();
    private static final double FLOPS_A_MILLI = 1e6;

    private final Extent extent;
    private final boolean bidirectional;
    private final Pass pass;
    private final Turns turns = new Turns();
    private final Map<String, String> wrong = new LinkedHashMap<>();

    CellsRow(Extent extent, boolean bidirectional, Pass pass) {
        this.extent = extent;
        this.bidirectional = bidirectional;
        this.pass = pass;
    }

    Row row(Cell cell) {
        return new Row(cell, extent, bidirectional, pass);
    }

    void add(String cell, long[] nanos) {
        turns.add(cell, nanos);
    }

    double lastMillis(String cell) {
        return turns.lastMillis(cell);
    }

    /** Says that a cell's results are wrong: it is not timed. */
    void wrong(String cell, String how) {
        wrong.put(cell, how);
    }

    /** Whether the results of all cells were right. */
    public boolean right() {
        return wrong.isEmpty();
    }

    /** How many times as long as a cell the LSTM takes, the median of the rounds. */
    double ratio(String cell) {
        return turns.ratio(LSTM, cell);
    }

    private boolean compared(String cell) {
        return !cell.equals(LSTM) && turns.names().contains(LSTM) && turns.names().contains(cell);
    }

    /** One line for people. */
    public String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-4s %-4s %-7s",
                extent.name() == null ? extent : extent.name(), bidirectional ? "both" : "one", pass));
        CELLS.stream().map(Cell::name).filter(turns.names()::contains).forEach(cell -> {
            line.append(String.format(Locale.ROOT, "  %s %.3f ms", cell, turns.sample(cell).medianMillis()));
            if (compared(cell)) {
                line.append(String.format(Locale.ROOT, " (%.2f)", ratio(cell)));
            }
        });
        wrong.forEach((cell, how) -> line.append("  ").append(cell).append(" WRONG: ").append(how));
        return line.toString();
    }

    /** For programs, and for the results file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(row(CELLS.get(0)).json());
        json.remove("cell");
        json.put("right", right());
        json.put("wrong", wrong);
        Map<String, Object> cells = new LinkedHashMap<>();
        CELLS.stream().filter(cell -> turns.names().contains(cell.name()))
                .forEach(cell -> cells.put(cell.name(), cell(cell)));
        json.put("cells", cells);
        return json;
    }

    private Map<String, Object> cell(Cell cell) {
        String name = cell.name();
        Map<String, Object> json = new LinkedHashMap<>();
        Sample sample = turns.sample(name);
        Measurement.put(json, sample);
        double flops = row(cell).flops();
        json.put("flops", flops);
        json.put("gflops", flops / (sample.medianMillis() * FLOPS_A_MILLI));
        json.put("roundMedianMillis", turns.roundMedianMillis(name));
        boolean compared = compared(name);
        double[] rounds = compared ? turns.roundRatios(LSTM, name) : new double[0];
        json.put("ratio", compared ? ratio(name) : null);
        json.put("lowestRoundRatio", compared ? rounds[0] : null);
        json.put("highestRoundRatio", compared ? rounds[rounds.length - 1] : null);
        return json;
    }
}

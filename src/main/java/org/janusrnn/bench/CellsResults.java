package org.janusrnn.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder of what cells take beside the LSTM: {@code cells.json} has everything, {@code cells.md} two tables. They are
 * written anew after each row, and rows of the same commit can be added later.
 */
public final class CellsResults {
    private static final String ROWS = "rows";
    private static final String LOOPS = "loops";

    private final ResultsFile file;
    private final Map<String, Object> environment;
    private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> loops = new LinkedHashMap<>();

    private CellsResults(ResultsFile file, Map<String, Object> environment) {
        this.file = file;
        this.environment = environment;
        file.before(ROWS).forEach(row -> rows.put(key(row), row));
        file.before(LOOPS).forEach(row -> loops.put(key(row), row));
    }

    /**
     * Opens a folder, and makes it where it is not there.
     *
     * @param fresh whether to leave out what it already has.
     * @throws IllegalArgumentException where it has results of another commit or computer.
     */
    public static CellsResults open(Path folder, Map<String, Object> environment, boolean fresh) {
        return new CellsResults(ResultsFile.open(folder, "cells", environment, fresh), environment);
    }

    private static String key(Map<String, Object> row) {
        return String.format("%s/%s/%s,%s,%s,%s/%s/%s", row.get("pass"), row.get("bidirectional"), row.get("T"),
                row.get("B"), row.get("I"), row.get("H"), row.get("shape"), row.get("loop"));
    }

    /** Whether a row was timed already. */
    public boolean has(Extent extent, boolean bidirectional, Pass pass) {
        Map<String, Object> there = rows.get(key(new CellsRow(extent, bidirectional, pass).json()));
        return there != null && Boolean.TRUE.equals(there.get("right"));
    }

    /** Whether all loops of a shape and pass were timed already. */
    public boolean hasLoops(Extent extent, Pass pass) {
        Map<String, Object> row = new Row(LoopBench.CELL, extent, false, pass).json();
        return Loop.of(pass).stream().allMatch(loop -> {
            row.put("loop", loop.toString());
            Map<String, Object> there = loops.get(key(row));
            return there != null && Boolean.TRUE.equals(there.get("right"));
        });
    }

    /** Takes a row, in place of an older one of the same work, and writes the files. */
    public void add(CellsRow row) {
        put(rows, row.json());
    }

    /** Takes a loop's row, as above. */
    public void add(LoopRow row) {
        put(loops, row.json());
    }

    private void put(Map<String, Map<String, Object>> into, Map<String, Object> row) {
        into.put(key(row), row);
        file.write(json());
        file.tabulate(new CellsTable(environment, sorted(rows), sorted(loops)).text());
    }

    /** By pass, directions and shape; loops by shape, and in the order in which they run. */
    private static List<Map<String, Object>> sorted(Map<String, Map<String, Object>> all) {
        List<Map<String, Object>> list = new ArrayList<>(all.values());
        list.sort(Comparator.comparing((Map<String, Object> row) -> row.containsKey("loop") ? "" : row.get("pass")
                        + "/" + Boolean.TRUE.equals(row.get("bidirectional")))
                .thenComparing(CellsTable::shape).thenComparing(row -> Loop.number(row.get("loop"))));
        return list;
    }

    /** How many rows there are of both kinds. */
    public int size() {
        return rows.size() + loops.size();
    }

    /** Everything, for programs. */
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", environment);
        all.put(ROWS, sorted(rows));
        all.put(LOOPS, sorted(loops));
        return all;
    }
}

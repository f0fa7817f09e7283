package org.janusrnn.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder of a contest's results: {@code peers.json} has everything, {@code peers.md} a table, {@code peers.png} a
 * chart. It is written anew after each row, whole or not at all, and rows of the same commit can be added to it later.
 */
public final class ContestResults {
    private final Path folder;
    private final ResultsFile file;
    private final Map<String, Object> environment;
    /** By key, in the order of the standard table. */
    private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();

    private ContestResults(Path folder, ResultsFile file, Map<String, Object> environment) {
        this.folder = folder;
        this.file = file;
        this.environment = environment;
        file.before("rows").forEach(row -> rows.put(key(row), row));
    }

    /**
     * Opens a folder, and makes it where it is not there.
     *
     * @param fresh whether to leave out what it already has.
     * @throws IllegalArgumentException where it has results of another commit or computer.
     */
    public static ContestResults open(Path folder, Map<String, Object> environment, boolean fresh) {
        return new ContestResults(folder, ResultsFile.open(folder, "peers", environment, fresh), environment);
    }

    private static String key(Map<String, Object> row) {
        return String.join("/", List.of(String.valueOf(row.get("pass")), String.valueOf(row.get("cell")),
                String.valueOf(row.get("bidirectional")), String.valueOf(row.get("shape"))));
    }

    /** Whether a row was timed already. */
    public boolean has(Row row) {
        Map<String, Object> there = rows.get(key(row.json()));
        return there != null && there.get("ratio") != null;
    }

    /** Takes a row, in place of an older one of the same work, and writes the files. */
    public void add(ContestRow row) {
        Map<String, Object> json = row.json();
        rows.put(key(json), json);
        file.write(json());
        tabulate();
    }

    /** All rows, those of earlier sittings too. */
    public List<Map<String, Object>> rows() {
        List<Map<String, Object>> sorted = new ArrayList<>();
        rows.keySet().stream().sorted().forEach(key -> sorted.add(rows.get(key)));
        return sorted;
    }

    /** Everything, for programs. */
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", environment);
        all.put("geometricMean", geometricMean());
        all.put("rows", rows());
        return all;
    }

    /** Of the ratios of all rows that have one; null where none has. */
    public Double geometricMean() {
        return ContestTable.geometricMean(rows());
    }

    /** Writes the table from the rows there are. */
    public void tabulate() {
        file.tabulate(new ContestTable(environment, rows()).text());
    }

    /** Draws the chart. */
    public void draw() {
        new ContestChart(rows()).write(folder.resolve("peers.png"));
    }
}

package org.janusrnn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.io.WholeFile;

/**
 * The folder of a contest's results: {@code peers.json} has everything, {@code peers.md} a table, {@code peers.png} a
 * chart. It is written anew after each row, whole or not at all, and rows of the same commit can be added to it later.
 */
public final class ContestResults {
    private static final JSON TEXT = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT,
            JSON.Feature.WRITE_NULL_PROPERTIES);

    private final Path folder;
    private final Map<String, Object> environment;
    /** By key, in the order of the standard table. */
    private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();

    private ContestResults(Path folder, Map<String, Object> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Opens a folder, and makes it where it is not there.
     *
     * @param fresh whether to leave out what it already has.
     * @throws IllegalArgumentException where it has results of another commit or computer.
     */
    public static ContestResults open(Path folder, Map<String, Object> environment, boolean fresh) {
        ContestResults results = new ContestResults(folder, environment);
        Path file = folder.resolve("peers.json");
        try {
            Files.createDirectories(folder);
            if (Files.exists(file) && !fresh) {
                results.take(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used for results: " + e.getMessage(), e);
        }
        return results;
    }

    private void take(Path file) throws IOException {
        Map<String, Object> all;
        try {
            all = JSON.std.mapFrom(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " is broken: --fresh begins anew", e);
        }
        if (!environment.equals(all.get("environment"))) {
            throw new IllegalArgumentException(file + " has results of " + all.get("environment") + ", this is "
                    + environment + ": --fresh begins anew, --out names another folder");
        }
        if (all.get("rows") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    map.forEach((name, value) -> row.put(String.valueOf(name), value));
                    rows.put(key(row), row);
                }
            }
        }
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
        write();
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

    private void write() {
        try {
            WholeFile.write(folder.resolve("peers.json"), (TEXT.asString(json()) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("results cannot be written: " + e.getMessage(), e);
        }
        tabulate();
    }

    /** Writes the table from the rows there are. */
    public void tabulate() {
        String table = new ContestTable(environment, rows()).text();
        WholeFile.write(folder.resolve("peers.md"), table.getBytes(StandardCharsets.UTF_8));
    }

    /** Draws the chart. */
    public void draw() {
        new ContestChart(rows()).write(folder.resolve("peers.png"));
    }
}

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

/** A folder's results of one kind: {@code NAME.json} has everything, {@code NAME.md} a table. */
final class ResultsFile {
    private static final JSON TEXT = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT,
            JSON.Feature.WRITE_NULL_PROPERTIES);

    private final Path folder;
    private final String name;
    private final Map<String, Object> before;

    private ResultsFile(Path folder, String name, Map<String, Object> before) {
        this.folder = folder;
        this.name = name;
        this.before = before;
    }

    /**
     * Opens a folder, and makes it where it is not there.
     *
     * @param fresh whether to leave out what it already has.
     * @throws IllegalArgumentException where it has results of another commit or computer.
     */
    static ResultsFile open(Path folder, String name, Map<String, Object> environment, boolean fresh) {
        Path file = folder.resolve(name + ".json");
        try {
            Files.createDirectories(folder);
            return new ResultsFile(folder, name,
                    Files.exists(file) && !fresh ? read(file, environment) : Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used for results: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> read(Path file, Map<String, Object> environment) throws IOException {
        Map<String, Object> all;
        String text = Files.readString(file);
        try {
            all = JSON.std.mapFrom(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " is broken: --fresh begins anew", e);
        }
        if (!environment.equals(all.get("environment"))) {
            throw new IllegalArgumentException(file + " has results of " + all.get("environment") + ", this is "
                    + environment + ": --fresh begins anew, --out names another folder");
        }
        return all;
    }

    /** The rows of a list that were there when the folder was opened. */
    List<Map<String, Object>> before(String list) {
        List<Map<String, Object>> rows = new ArrayList<>();
        if (before.get(list) instanceof List<?> there) {
            for (Object each : there) {
                if (each instanceof Map<?, ?> map) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    map.forEach((key, value) -> row.put(String.valueOf(key), value));
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Writes everything, whole or not at all. */
    void write(Map<String, Object> all) {
        try {
            WholeFile.write(folder.resolve(name + ".json"),
                    (TEXT.asString(all) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("results cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes the table. */
    void tabulate(String markdown) {
        WholeFile.write(folder.resolve(name + ".md"), markdown.getBytes(StandardCharsets.UTF_8));
    }
}

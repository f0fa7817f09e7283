package org.janusrnn.task;

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
import java.util.stream.Stream;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.WholeFile;
import org.janusrnn.train.EpochResult;

/**
 * The folder of a run: what it is, how far it is, and its results. A run that was cut short, even by a power cut, goes
 * on from what stands here.
 */
final class RunFolder {
    private static final String RUN = "run.json";
    private static final String CURVE = "metrics.csv";
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final JSON TEXT = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT,
            JSON.Feature.WRITE_NULL_PROPERTIES);

    private final Path folder;
    private final Map<String, Object> about;

    private RunFolder(Path folder, Map<String, Object> about) {
        this.folder = folder;
        this.about = about;
    }

    /**
     * Opens a folder for a run, and makes it where it is not there. One whose run was refused before its first step, as
     * where the device is too small or a cell does not compile, is free for any other.
     *
     * @param settings what the run is; the same words are the same run.
     * @param data     what its data is, {@link Task#data}.
     * @param fresh    whether to begin anew where the folder already has a run.
     * @throws IllegalArgumentException where the folder has something else in it.
     */
    static RunFolder open(Path folder, String settings, String data, boolean fresh) {
        Path run = folder.resolve(RUN);
        try {
            if (Files.exists(run) && !fresh && begun(folder)) {
                Map<String, Object> about = new LinkedHashMap<>(read(run));
                if (!settings.equals(about.get("settings"))) {
                    throw new IllegalArgumentException(folder + " has the results of another run ("
                            + about.get("settings") + "), this one is (" + settings
                            + "): name another folder by --out, or start anew by --fresh");
                }
                if (!data.equals(about.get("data"))) {
                    throw new IllegalArgumentException(folder + " has a run on other data: it was (" + about.get("data")
                            + "), now it is (" + data + "): bring the old data back, name another folder by --out, or "
                            + "start anew by --fresh");
                }
                return new RunFolder(folder, about);
            }
            if (!Files.exists(run) && holdsAnything(folder)) {
                throw new IllegalArgumentException(folder + " holds other files and no results of Janus: name another "
                        + "folder by --out");
            }
            Files.createDirectories(folder);
            RunFolder opened = new RunFolder(folder, new LinkedHashMap<>());
            Files.deleteIfExists(opened.checkpoint());
            opened.about.put("data", data);
            opened.note("settings", settings);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used for results: " + e.getMessage(), e);
        }
    }

    /** Whether a run has come to a result or a checkpoint here. */
    private static boolean begun(Path folder) {
        return Files.exists(folder.resolve(CURVE)) || Files.exists(folder.resolve(CHECKPOINT));
    }

    private static boolean holdsAnything(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    private static Map<String, Object> read(Path run) throws IOException {
        try {
            return JSON.std.mapFrom(Files.readString(run));
        } catch (IOException e) {
            throw new IllegalArgumentException(run + " is broken: start anew by --fresh", e);
        }
    }

    /** Something about the run that a later one should know. */
    void note(String key, Object value) {
        about.put(key, value);
        writeJson(RUN, about);
    }

    /** What was noted; null where nothing was. */
    Object noted(String key) {
        return about.get(key);
    }

    /** Seconds of computing so far, those before an interruption too. */
    double seconds() {
        return about.get("seconds") instanceof Number number ? number.doubleValue() : 0;
    }

    Path path() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path checkpoint() {
        return folder.resolve(CHECKPOINT);
    }

    /** The trained network. */
    Path model() {
        return folder.resolve("model.safetensors");
    }

    /** Steps after which the run would go on; 0 where it has not begun. */
    long stepsDone() {
        if (!Files.exists(checkpoint())) {
            return 0;
        }
        try {
            return Long.parseLong(Safetensors.read(checkpoint()).metadata("steps"));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(checkpoint() + " is broken: start anew by --fresh", e);
        }
    }

    /** Adds a line to the table of the learning curve, in place of what a run further on may have left there. */
    void row(Task task, Recipe recipe, EpochResult result) {
        Path file = folder.resolve(CURVE);
        List<String> lines = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream().skip(1).limit(result.epoch() - 1L).forEach(lines::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
        lines.add(line(task, recipe, result));
        write(task, lines);
    }

    /** Writes the whole table of the learning curve. */
    void rows(Task task, Recipe recipe, List<EpochResult> results) {
        write(task, results.stream().map(result -> line(task, recipe, result)).toList());
    }

    private void write(Task task, List<String> lines) {
        String text = "step,training_loss,test_loss," + task.curve().column() + "\n" + String.join("\n", lines) + "\n";
        WholeFile.write(folder.resolve(CURVE), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Task task, Recipe recipe, EpochResult result) {
        return (long) result.epoch() * recipe.every() + "," + result.loss() + "," + result.validation().loss() + ","
                + task.curve(result.validation());
    }

    void writeJson(String name, Object value) {
        writeJson(folder.resolve(name), value);
    }

    static void writeJson(Path file, Object value) {
        try {
            WholeFile.write(file, (TEXT.asString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}

package org.janusrnn.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The golden files of a folder: every {@code *.safetensors} in it and in its folder {@code train}. */
public final class GoldenSet implements AutoCloseable {
    private static final String ENDING = ".safetensors";
    private static final String TRAININGS = "train";
    private static final String BUNDLED = "/golden/";
    private static final String BUNDLED_LIST = "files.txt";

    private final String title;
    private final Path root;
    private final List<Path> files;
    private final boolean temporary;

    private GoldenSet(String title, Path root, List<Path> files, boolean temporary) {
        this.title = title;
        this.root = root;
        this.files = List.copyOf(files);
        this.temporary = temporary;
    }

    /**
     * The files of a folder, or one file.
     *
     * @throws IllegalArgumentException where there is no such folder or no such file in it.
     * @throws UncheckedIOException     where the folder cannot be read.
     */
    public static GoldenSet of(Path path) {
        if (Files.isRegularFile(path)) {
            return new GoldenSet(path.toString(), path.toAbsolutePath().getParent(), List.of(path.toAbsolutePath()),
                    false);
        }
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + ": no such folder; a folder of golden files is needed");
        }
        List<Path> files = new ArrayList<>(safetensors(path));
        if (Files.isDirectory(path.resolve(TRAININGS))) {
            files.addAll(safetensors(path.resolve(TRAININGS)));
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(path + ": holds no " + ENDING + " file, nor does its folder "
                    + TRAININGS);
        }
        return new GoldenSet(path.toString(), path, files, false);
    }

    /**
     * A few small files of every cell, which are part of Janus; copied into a folder of their own until the set is
     * closed.
     *
     * @throws UncheckedIOException where they cannot be copied.
     */
    public static GoldenSet bundled() {
        try {
            Path folder = Files.createTempDirectory("janus-golden");
            List<Path> files = new ArrayList<>();
            for (String name : new String(resource(BUNDLED_LIST), StandardCharsets.UTF_8).split("\\s+")) {
                Path file = folder.resolve(name);
                Files.createDirectories(file.getParent());
                files.add(Files.write(file, resource(name)));
            }
            return new GoldenSet("the files that come with Janus", folder, files, true);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot unpack the golden files that come with Janus", failure);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenSet.class.getResourceAsStream(BUNDLED + name)) {
            if (in == null) {
                throw new IOException("the resource " + BUNDLED + name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    private static List<Path> safetensors(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ENDING)
                    && !file.getFileName().toString().startsWith(".")).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where the files are, for people. */
    public String title() {
        return title;
    }

    /** Cases first, then training runs, each by name. */
    public List<Path> files() {
        return files;
    }

    /** A file's name in the set, without its ending: {@code train/train-gru-l1}. */
    public String name(Path file) {
        String name = root.relativize(file).toString().replace('\\', '/');
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot remove " + root, failure);
        }
    }
}

package org.janusrnn.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the tests find the golden files. */
public final class GoldenFolder {

    public static Path path() {
        return Path.of(URI.create(GoldenFolder.class.getResource("/golden/index.json").toString())).getParent();
    }

    public static Path file(String name) {
        return path().resolve(name + ".safetensors");
    }

    /** The forward-and-gradient cases, sorted by name. */
    public static List<Path> cases() {
        return safetensors(path());
    }

    /** The training runs, sorted by name. */
    public static List<Path> trainings() {
        return safetensors(path().resolve("train"));
    }

    private static List<Path> safetensors(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private GoldenFolder() {
    }
}

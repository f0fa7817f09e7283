package org.janusrnn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.janusrnn.cl.ClDevice;

/** On what figures were taken: without it they mean nothing. */
public final class Environment {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final int GIT_SECONDS = 10;

    private static final List<String> PROGRAM = List.of("--", "src/main/java", "kernels-cl");

    private Environment() {
    }

    /** Of a device and this computer, by name; what cannot be found out is null. */
    public static Map<String, Object> of(ClDevice device) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cpu", cpu());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        all.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        all.put("device", device.name());
        all.put("platform", device.platform());
        all.put("openCl", device.version());
        all.put("driver", device.driverVersion());
        all.put("binding", device.binding());
        all.put("commit", commit());
        return all;
    }

    private static String cpu() {
        if (!Files.isReadable(CPU)) {
            return null;
        }
        try (var lines = Files.lines(CPU)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    /**
     * The last commit to change the program, in the work tree that this was started in, "+changes" behind it where files
     * differ; null outside one.
     */
    static String commit() {
        String commit = git("log", "-1", "--format=%h", "--abbrev=12");
        if (commit == null || commit.isEmpty()) {
            return null;
        }
        String changes = git("status", "--porcelain", "--untracked-files=no");
        return changes == null || changes.isEmpty() ? commit : commit + "+changes";
    }

    private static String git(String... words) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        command.addAll(PROGRAM);
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}

package org.janusrnn.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;

/**
 * Another engine in a process of its own, which stays and is asked row by row. It is built by the Maven profile
 * {@code peers}; bench/peers has its program, whose class PeerMain says what is asked and answered.
 */
final class PeerProcess implements Contestant, AutoCloseable {
    private static final String ANSWER = "@ ";
    private static final int PATIENCE_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedReader in;
    private final PrintStream out;

    /** @throws IOException where it does not start; its message says why. */
    PeerProcess(Path jar, Path peers, String name, String program, Map<String, String> environment)
            throws IOException {
        this.name = name;
        String classes = String.join(File.pathSeparator, jar.toString(), jar.resolveSibling("lib") + "/*",
                peers.resolve("classes").toString(), peers.resolve("lib") + "/*");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Without -Xrs Ctrl-C would end it in order, while libtorch's threads compute with what is taken down.
                "-Xrs", "-XX:+UseSerialGC", "-Xmx2g", "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", classes, "org.janusrnn.peers.PeerMain", program);
        // These halve OpenBLAS, or fight with how many threads it is to have.
        builder.environment().keySet().removeAll(List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE",
                "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "MKL_NUM_THREADS"));
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        process = builder.start();
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        try {
            answer();
        } catch (PeerException e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A peer that cannot do what it was asked to. */
    static final class PeerException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        PeerException(String message) {
            super(message);
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Takes a row, in place of the one before. */
    void prepare(Row row, Path content) {
        ask("prepare " + row.cell().name() + (row.bidirectional() ? " 1 " : " 0 ") + row.pass() + " " + content);
    }

    @Override
    public long[] run(double seconds, int least, int most) {
        return nanos(ask("run " + seconds + " " + least + " " + most));
    }

    /** Times of a product of square matrices. */
    long[] sgemm(int n, double seconds) {
        return nanos(ask("sgemm " + n + " " + seconds));
    }

    private static long[] nanos(String answer) {
        return Arrays.stream(answer.strip().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** What the last run left, through a file. */
    Map<String, Tensor> results(Path file) {
        ask("results " + file);
        SafetensorsFile read = Safetensors.read(file);
        Map<String, Tensor> results = new LinkedHashMap<>();
        read.names().forEach(each -> results.put(each, read.tensor(each, read.shape(each))));
        return results;
    }

    /** Processor time so far. */
    Duration busy() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String ask(String line) {
        out.println(line);
        return answer();
    }

    private String answer() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(ANSWER + "ok")) {
                    return line.substring(ANSWER.length() + 2);
                }
                if (line.startsWith(ANSWER)) {
                    throw new PeerException(line.substring(ANSWER.length()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new PeerException("error the process of " + name + " has ended");
    }

    @Override
    public void close() {
        out.println("quit");
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

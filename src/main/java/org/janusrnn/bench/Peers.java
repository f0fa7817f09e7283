package org.janusrnn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The other engines, each in its process, and OpenBLAS for its matrix product. */
public final class Peers implements AutoCloseable {
    private static final String ONNX = "onnxruntime";
    private static final String MKL = "libtorch, DJL's build";

    /** What each runs with, by the name under which results have it. */
    private static final Map<String, Start> STARTS = new LinkedHashMap<>();

    static {
        // Threads of its OpenMP that spin on fight with OpenBLAS's own: a GRU then takes milliseconds a step. Its default is
        // the faster one for some LSTMs, so both take part.
        STARTS.put("libtorch", new Start("torch", Map.of("GOMP_SPINCOUNT", "1000")));
        STARTS.put("libtorch, default threads", new Start("torch", Map.of()));
        STARTS.put(MKL, new Start("djl", Map.of("DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true")));
        STARTS.put(ONNX, new Start(ONNX, Map.of()));
    }

    private record Start(String program, Map<String, String> environment) {
    }

    private final List<PeerProcess> all = new ArrayList<>();
    private PeerProcess blas;

    private Peers() {
    }

    /**
     * Starts them all.
     *
     * @param jar the program, with its libraries in the folder lib beside it; beside it the folder {@code peers} that the
     *            Maven profile of that name makes.
     * @throws IllegalArgumentException where that folder is not there, or a peer does not start, saying what to do.
     */
    public static Peers start(Path jar) {
        Path folder = jar.resolveSibling("peers");
        if (!Files.isDirectory(folder.resolve("classes")) || !Files.isDirectory(folder.resolve("lib"))) {
            throw new IllegalArgumentException("the other engines are not here (" + folder + "): 'mvn -Ppeers package "
                    + "-Dmaven.test.skip=true' downloads 250 MB of them and builds what asks them");
        }
        Peers peers = new Peers();
        try {
            peers.blas = new PeerProcess(jar, folder, "openblas", "openblas", Map.of());
            for (Map.Entry<String, Start> start : STARTS.entrySet()) {
                peers.all.add(new PeerProcess(jar, folder, start.getKey(), start.getValue().program(),
                        start.getValue().environment()));
            }
            return peers;
        } catch (IOException e) {
            peers.close();
            throw new IllegalArgumentException("a peer does not start: " + e.getMessage(), e);
        }
    }

    List<PeerProcess> all() {
        return all;
    }

    /** Those who are asked for matrix products: OpenBLAS's and MKL's. */
    List<PeerProcess> products() {
        return List.of(blas, all.stream().filter(peer -> peer.name().equals(MKL)).findFirst().orElseThrow());
    }

    boolean trains(PeerProcess peer) {
        return !peer.name().equals(ONNX);
    }

    /** Processor time that they all took so far. */
    double busySeconds() {
        return all.stream().mapToDouble(peer -> peer.busy().toNanos() / 1e9).sum() + blas.busy().toNanos() / 1e9;
    }

    @Override
    public void close() {
        all.forEach(PeerProcess::close);
        if (blas != null) {
            blas.close();
        }
    }
}

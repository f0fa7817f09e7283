package org.janusrnn.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.io.Safetensors;

/**
 * A peer in a process of its own. It waits for a line on standard input, does what it says, and answers with one line that
 * starts with {@code @}; whatever else a library prints is not for whoever asks.
 *
 * <pre>
 * prepare CELL 1|0 train|forward FILE   the second word: both directions; FILE has x and the parameters
 * run SECONDS LEAST MOST                runs until the seconds are over, at least LEAST times: @ ok NANOS NANOS ...
 * results FILE                          writes what the last run left
 * sgemm N SECONDS                       of a matrix product of N by N: @ ok NANOS NANOS ...
 * quit
 * </pre>
 */
public final class PeerMain {
    private static final double NANOS = 1e9;
    private static final PrintStream ANSWERS = System.out;

    private PeerMain() {
    }

    /** @param arguments which peer: torch, djl, onnxruntime or openblas. */
    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Peer peer = switch (arguments[0]) {
                case "torch" -> new TorchPeer();
                case "djl" -> new DjlPeer();
                case "onnxruntime" -> new OnnxPeer();
                case "openblas" -> null;
                default -> throw new IllegalArgumentException("no peer is called " + arguments[0]);
            };
            answer("ok");
            for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
                try {
                    answer("ok" + carryOut(arguments[0], peer, line.split(" ")));
                } catch (RuntimeException | LinkageError e) {
                    answer("error " + e.toString().replaceAll("\\s+", " "));
                }
            }
        } catch (RuntimeException | LinkageError e) {
            answer("error " + e.toString().replaceAll("\\s+", " "));
        }
        Runtime.getRuntime().halt(0);
    }

    private static void answer(String text) {
        ANSWERS.println("@ " + text);
        ANSWERS.flush();
    }

    private static String carryOut(String program, Peer peer, String[] words) {
        switch (words[0]) {
            case "prepare" -> peer.prepare(Request.read(words[1], words[2].equals("1"), words[3].equals("train"),
                    Path.of(words[4])));
            case "run" -> {
                return times(peer::run, Double.parseDouble(words[1]), Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]));
            }
            case "results" -> Safetensors.write(Path.of(words[1]), Map.of(), peer.results());
            case "sgemm" -> {
                return times(SquareProduct.of(program, Integer.parseInt(words[1])), Double.parseDouble(words[2]), 3,
                        Integer.MAX_VALUE);
            }
            default -> throw new IllegalArgumentException("not understood: " + String.join(" ", words));
        }
        return "";
    }

    private static String times(Runnable run, double seconds, int least, int most) {
        StringBuilder times = new StringBuilder();
        long begin = System.nanoTime();
        for (int i = 0; i < most && (i < least || System.nanoTime() - begin < seconds * NANOS); i++) {
            long before = System.nanoTime();
            run.run();
            times.append(' ').append(System.nanoTime() - before);
        }
        return times.toString();
    }
}

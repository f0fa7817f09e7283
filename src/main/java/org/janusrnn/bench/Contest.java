package org.janusrnn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.janusrnn.io.Safetensors;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.verify.Comparison;

/**
 * Janus and its peers over one row after another. All are checked against the same reference, then take turns, so that
 * what else the computer does meets all of them; only one computes at a time.
 */
public final class Contest implements AutoCloseable {
    /** A peer that takes so many times as long as the fastest peer is not in the running: it takes no turns. */
    private static final double HOPELESS = 3;
    private static final int FIRST_TURNS = 2;
    /** A row whose rounds leave open who is ahead takes so many times as many, whatever they say on the way. */
    private static final int CLOSE_ROUNDS = 4;
    private static final int MOST_RUNS = 5000;
    private static final double NANOS = 1e9;
    /** Threads that spin for work give up within this, and so do not disturb who comes next. */
    private static final int PAUSE_MILLIS = 120;
    private static final double WARM_UP_SECONDS = 0.1;

    private final Sitting sitting;
    private final Peers peers;
    private final MatrixProduct product;
    private final Path folder;

    public Contest(Sitting sitting, Peers peers) {
        this.sitting = sitting;
        this.peers = peers;
        sitting.tell("matrix product");
        product = MatrixProduct.fastest(peers.products());
        try {
            folder = Files.createTempDirectory("janus-peers");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
        }
    }

    /** One row; null where it was stopped before it was done. */
    public ContestRow row(Row row) {
        sitting.tell(row + ": reference");
        Content content = new Content(row);
        Oracle oracle = new Oracle(content);
        Path file = folder.resolve("row.safetensors");
        Map<String, Tensor> all = new LinkedHashMap<>(content.parameters());
        all.put("x", content.x());
        Safetensors.write(file, Map.of(), all);
        ContestRow result = new ContestRow(row);
        try (JanusContestant janus = new JanusContestant(sitting.target(), content)) {
            sitting.tell(row + ": check");
            janus.row().run();
            if (!checked(result, JanusContestant.NAME, oracle.check(janus.row().results()))) {
                return result;
            }
            List<Contestant> running = new ArrayList<>(List.of(janus, product));
            running.addAll(inTheRunning(row, file, oracle, result));
            janus.run(WARM_UP_SECONDS, 2, MOST_RUNS);
            Random order = new Random(1);
            int rounds = sitting.rounds();
            for (int round = 0; round < rounds; round++) {
                // Nobody always comes behind the same one.
                Collections.shuffle(running, order);
                for (Contestant each : running) {
                    if (sitting.ended()) {
                        return null;
                    }
                    sitting.tell(row + ": " + each.name() + ", round " + (round + 1));
                    try {
                        turn(each, result);
                    } catch (PeerProcess.PeerException e) {
                        if (sitting.ended()) {
                            return null; // Ctrl-C reaches the peers too
                        }
                        throw new IllegalStateException(row + ": " + e.getMessage(), e);
                    }
                }
                if (round + 1 == FIRST_TURNS) {
                    running.removeIf(each -> each instanceof PeerProcess && result.leftBehind(each.name()));
                }
                if (round + 1 == sitting.rounds() && result.tooCloseToCall()) {
                    rounds *= CLOSE_ROUNDS;
                }
            }
        }
        return result;
    }

    private static boolean checked(ContestRow result, String name, List<Comparison> checks) {
        Comparison worst = Oracle.worst(checks);
        if (!worst.passed()) {
            result.out(name, "wrong: " + worst);
        }
        return worst.passed();
    }

    /** Asks each peer for its results, and leaves those out that are wrong or hopelessly slow. */
    private List<PeerProcess> inTheRunning(Row row, Path file, Oracle oracle, ContestRow result) {
        Map<PeerProcess, Double> fastest = new LinkedHashMap<>();
        for (PeerProcess peer : peers.all()) {
            if (row.pass() == Pass.TRAIN && !peers.trains(peer) || sitting.ended()) {
                continue;
            }
            sitting.tell(row + ": check " + peer.name());
            try {
                peer.prepare(row, file);
                long[] first = peer.run(0, 1, 1);
                if (checked(result, peer.name(), oracle.check(peer.results(folder.resolve("results.safetensors"))))) {
                    long[] more = peer.run(WARM_UP_SECONDS, first[0] > 2 * NANOS ? 1 : 2, MOST_RUNS);
                    fastest.put(peer, LongStream.of(more).min().orElseThrow() / 1e6);
                }
            } catch (PeerProcess.PeerException | IllegalArgumentException e) {
                result.out(peer.name(), e.getMessage());
            }
        }
        double best = fastest.values().stream().mapToDouble(d -> d).min().orElse(0);
        List<PeerProcess> running = new ArrayList<>();
        fastest.forEach((peer, millis) -> {
            if (millis > HOPELESS * best) {
                result.out(peer.name(), String.format(Locale.ROOT, "%.3f ms, more than %.0f times the fastest "
                        + "peer's", millis, HOPELESS));
            } else {
                running.add(peer);
            }
        });
        return running;
    }

    /** @throws PeerProcess.PeerException where a peer has ended, by Ctrl-C too. */
    private void turn(Contestant each, ContestRow result) {
        double seconds = sitting.seconds();
        pause();
        // What is as long as a whole turn needs no warming up. The product's turn is what Janus's is, whose run may be as
        // long as ten turns: what holds the computer up at times, or at first, is then in both alike.
        double millis = result.lastMillis(each == product ? JanusContestant.NAME : each.name());
        if (millis < seconds * 1e3) {
            each.run(seconds / 4, 1, MOST_RUNS);
        }
        if (each == product) {
            result.sgemm(product.name(), product.gflops(product.run(Math.max(seconds, millis / 1e3), 1, MOST_RUNS)));
            return;
        }
        double before = peers.busySeconds();
        long start = System.nanoTime();
        long[] times = each.run(seconds, 1, MOST_RUNS);
        if (each instanceof JanusContestant) {
            result.idle((peers.busySeconds() - before) / ((System.nanoTime() - start) / NANOS));
        }
        result.add(each.name(), times);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.deleteIfExists(each);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be removed: " + e.getMessage(), e);
        }
    }
}

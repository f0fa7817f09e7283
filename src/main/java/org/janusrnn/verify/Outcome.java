package org.janusrnn.verify;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one golden file on one device.
 *
 * @param path      the file.
 * @param verdict   whether it passed.
 * @param reason    one line: why there are no results; null where there are.
 * @param results   every result the file expects, compared; empty where the device computed none.
 * @param nonFinite how many NaN and infinite numbers each of the file's own tensors has that has any; never forbidden,
 *                  but results may be lost in them.
 */
public record Outcome(Path path, Verdict verdict, String reason, List<Comparison> results,
        Map<String, Long> nonFinite) {

    /** Copies. */
    public Outcome {
        results = List.copyOf(results);
        nonFinite = new LinkedHashMap<>(nonFinite);
    }

    static Outcome computed(GoldenFile file, List<Comparison> results) {
        boolean passed = results.stream().allMatch(Comparison::passed);
        return new Outcome(file.path(), passed ? Verdict.PASS : Verdict.FAIL, null, results, file.nonFinite());
    }

    static Outcome failed(GoldenFile file, String reason) {
        return new Outcome(file.path(), Verdict.FAIL, reason, List.of(), file.nonFinite());
    }

    static Outcome unsupported(GoldenFile file, String reason) {
        return new Outcome(file.path(), Verdict.UNSUPPORTED, reason, List.of(), file.nonFinite());
    }

    static Outcome broken(Path path, String reason) {
        return new Outcome(path, Verdict.BROKEN, reason, List.of(), Map.of());
    }

    /** The result that is worst in units of its tolerance, if any was computed. */
    public Optional<Comparison> worst() {
        return results.stream().max(Comparator.comparingDouble(Comparison::ratio));
    }

    /** How many results are beyond their tolerance. */
    public long failures() {
        return results.stream().filter(result -> !result.passed()).count();
    }
}

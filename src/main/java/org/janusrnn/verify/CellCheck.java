package org.janusrnn.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What one check of a cell came to.
 *
 * @param where   the device and way, or what judged the page.
 * @param what    what was checked.
 * @param passed  whether it is as it must be.
 * @param details one line: the worst result, or why there is none.
 * @param results what was compared, the worst first; empty where nothing could be.
 */
public record CellCheck(String where, String what, boolean passed, String details, List<Comparison> results) {
    /** Copies. */
    public CellCheck {
        results = List.copyOf(results);
    }

    static CellCheck of(String where, String what, List<Comparison> results) {
        List<Comparison> sorted = results.stream().sorted(Comparator.comparingDouble(Comparison::ratio).reversed()).toList();
        Comparison worst = sorted.get(0);
        long failed = sorted.stream().filter(result -> !result.passed()).count();
        String details;
        if (worst.error() == 0) {
            details = "no difference";
        } else if (failed == 0) {
            details = String.format(Locale.ROOT, "error %.2g, tolerance %.2g", worst.error(), worst.tolerance())
                    + (sorted.size() > 1 ? ", worst " + worst.name() : "");
        } else if (sorted.size() > 1) {
            details = worst + "; " + failed + " of " + sorted.size() + " fail";
        } else {
            details = String.format(Locale.ROOT, "error %.3g, tolerance %.2g: got %.9g, want %.9g", worst.error(),
                    worst.tolerance(), worst.got(), worst.want());
        }
        return new CellCheck(where, what, failed == 0, details, sorted);
    }

    static CellCheck failed(String where, String what, String reason) {
        return new CellCheck(where, what, false, reason, List.of());
    }

    /** One line for people. */
    @Override
    public String toString() {
        return (passed ? "pass  " : "FAIL  ") + what + ": " + details;
    }
}

package org.janusrnn.verify;

import java.util.Map;
import java.util.TreeMap;

/** How many files came to which verdict. */
public final class Tally {
    private final Map<Verdict, Integer> counts = new TreeMap<>();

    public void add(Verdict verdict) {
        counts.merge(verdict, 1, Integer::sum);
    }

    public int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    /** All that were added. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether nothing failed and every file was readable; what is unsupported does not count against it. */
    public boolean clean() {
        return count(Verdict.FAIL) == 0 && count(Verdict.BROKEN) == 0;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return total() + (total() == 1 ? " file: " : " files: ") + count(Verdict.PASS) + " passed, "
                + count(Verdict.FAIL) + " failed, " + count(Verdict.UNSUPPORTED) + " unsupported, "
                + count(Verdict.BROKEN) + " broken";
    }
}

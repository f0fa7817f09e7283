package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.janusrnn.verify.Comparison;
import org.janusrnn.verify.GoldenSet;
import org.janusrnn.verify.Outcome;
import org.janusrnn.verify.Target;
import org.janusrnn.verify.Verdict;

/** Outcomes as lines for people: one for each file as soon as it is done. */
final class VerifyText extends VerifyReport {
    private final PrintWriter out;
    private final GoldenSet set;
    private final int width;
    private int targets;

    VerifyText(PrintWriter out, GoldenSet set, List<String> refusals) {
        this.out = out;
        this.set = set;
        width = set.files().stream().mapToInt(file -> set.name(file).length()).max().orElse(0);
        out.println("Golden files: " + set.title());
        refusals.forEach(refusal -> out.println("Refused: " + refusal));
        out.flush();
    }

    @Override
    void begin(Target target) {
        super.begin(target);
        targets++;
        out.println();
        out.println("On " + target);
        out.flush();
    }

    @Override
    void add(Outcome outcome) {
        super.add(outcome);
        out.println(String.format(Locale.ROOT, "  %-11s  %-" + width + "s  %s", outcome.verdict(),
                set.name(outcome.path()), details(outcome) + nonFinite(outcome)));
        out.flush();
    }

    private static String details(Outcome outcome) {
        if (outcome.reason() != null) {
            return outcome.reason();
        }
        Comparison worst = outcome.worst().orElse(null);
        if (worst == null) {
            return "the file expects nothing";
        }
        return outcome.verdict() == Verdict.PASS
                ? String.format(Locale.ROOT, "%.2g of tolerance, %s", worst.ratio(), worst.name())
                : worst + "; " + outcome.failures() + " of " + outcome.results().size() + " results fail";
    }

    private static String nonFinite(Outcome outcome) {
        return outcome.nonFinite().isEmpty() ? "" : outcome.nonFinite().entrySet().stream()
                .map(entry -> entry.getValue() + " in " + entry.getKey())
                .collect(Collectors.joining(", ", "; NaN or infinite numbers in the file: ", ""));
    }

    @Override
    void endTarget() {
        out.println("  " + ofTarget());
        out.flush();
    }

    @Override
    void end(boolean complete) {
        out.println();
        out.println((complete ? "In all, on " : "Until stopped, on ") + targets
                + (targets == 1 ? " target, " : " targets, ") + total());
        if (complete && total().count(Verdict.PASS) == 0) {
            out.println("Nothing was verified.");
        }
        out.flush();
    }
}

package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.janusrnn.cell.Cell;
import org.janusrnn.verify.CellCheck;
import org.janusrnn.verify.CellVerification;
import org.janusrnn.verify.Comparison;
import org.janusrnn.verify.Target;

/** {@code janus verify --cell}: a line a check, the page's own first and then those of each device and way. */
final class VerifyCell {
    private final PrintWriter out;
    private final boolean json;
    private final List<Object> document = new ArrayList<>();
    private int checks;
    private int failures;

    VerifyCell(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** @return whether nothing failed. */
    boolean run(Cell cell, List<Target> targets, List<String> refusals, AtomicBoolean stopped) {
        try (CellVerification verification = CellVerification.of(cell);
             Bar bar = Bar.open("verifying", targets.size() + 1L)) {
            bar.above(() -> {
                say("Cell: " + cell);
                refusals.forEach(refusal -> say("Refused: " + refusal));
                say("\nThe page, by finite differences in " + verification.judge());
            });
            bar.show(0, "the page");
            List<CellCheck> page = verification.page();
            bar.above(() -> page.forEach(this::add));
            long done = 1;
            for (Target target : targets) {
                bar.show(done++, target.way().toString());
                List<CellCheck> found = stopped.get() ? List.of() : verification.on(target);
                if (stopped.get()) {
                    break;
                }
                bar.above(() -> {
                    say("\nOn " + target);
                    found.forEach(this::add);
                });
            }
            bar.above(() -> end(cell, verification.judge(), refusals, !stopped.get()));
        }
        return failures == 0;
    }

    private void say(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    private void add(CellCheck check) {
        checks++;
        failures += check.passed() ? 0 : 1;
        say("  " + check);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("where", check.where());
        one.put("check", check.what());
        one.put("passed", check.passed());
        one.put("details", check.details());
        one.put("failed", check.results().stream().filter(result -> !result.passed()).map(Comparison::name).toList());
        document.add(one);
    }

    private void end(Cell cell, String judge, List<String> refusals, boolean complete) {
        say("\n" + (complete ? "In all " : "Until stopped ") + checks + " checks: " + (checks - failures) + " passed, "
                + failures + " failed");
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("cell", cell.name());
            all.put("differences", judge);
            all.put("refusals", refusals);
            all.put("checks", document);
            all.put("complete", complete);
            all.put("passed", checks - failures);
            all.put("failed", failures);
            out.println(JsonOption.text(all));
            out.flush();
        }
    }
}

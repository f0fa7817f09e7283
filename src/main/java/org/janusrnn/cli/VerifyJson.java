package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.janusrnn.verify.Comparison;
import org.janusrnn.verify.GoldenSet;
import org.janusrnn.verify.Outcome;
import org.janusrnn.verify.Tally;
import org.janusrnn.verify.Target;
import org.janusrnn.verify.Verdict;

/** Outcomes as one JSON document, printed at the end. An infinite error is the string {@code "Infinity"}. */
final class VerifyJson extends VerifyReport {
    private final PrintWriter out;
    private final GoldenSet set;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Object> targets = new ArrayList<>();
    private Map<String, Object> target;
    private List<Object> files;

    VerifyJson(PrintWriter out, GoldenSet set, List<String> refusals) {
        this.out = out;
        this.set = set;
        document.put("golden", set.title());
        document.put("refusals", refusals);
        document.put("targets", targets);
    }

    @Override
    void begin(Target on) {
        super.begin(on);
        files = new ArrayList<>();
        target = new LinkedHashMap<>();
        target.put("device", DevicesCommand.asJson(on.device()));
        target.put("way", on.way().toString());
        target.put("files", files);
        targets.add(target);
    }

    @Override
    void add(Outcome outcome) {
        super.add(outcome);
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("file", set.name(outcome.path()));
        file.put("verdict", outcome.verdict().toString());
        file.put("reason", outcome.reason());
        file.put("worst", outcome.worst().map(VerifyJson::asJson).orElse(null));
        file.put("results", outcome.results().stream().map(VerifyJson::asJson).toList());
        file.put("nonFinite", outcome.nonFinite());
        files.add(file);
    }

    private static Map<String, Object> asJson(Comparison comparison) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tensor", comparison.name());
        json.put("shape", comparison.shape().toArray());
        json.put("error", comparison.error());
        json.put("tolerance", comparison.tolerance());
        json.put("ratio", comparison.ratio());
        json.put("index", comparison.index());
        json.put("got", comparison.got());
        json.put("want", comparison.want());
        return json;
    }

    private static Map<String, Object> asJson(Tally tally) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", tally.total());
        for (Verdict verdict : Verdict.values()) {
            json.put(verdict.toString(), tally.count(verdict));
        }
        return json;
    }

    @Override
    void endTarget() {
        target.put("counts", asJson(ofTarget()));
    }

    @Override
    void end(boolean complete) {
        document.put("complete", complete);
        document.put("counts", asJson(total()));
        out.println(JsonOption.text(document));
        out.flush();
    }
}

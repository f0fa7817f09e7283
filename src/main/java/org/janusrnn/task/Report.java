package org.janusrnn.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.train.EpochResult;

/**
 * A finished run.
 *
 * @param task       what was learnt.
 * @param recipe     by what choices.
 * @param device     where.
 * @param way        how the time loops ran.
 * @param parameters numbers the network learns.
 * @param results    the learning curve.
 * @param outcome    what it came to.
 * @param seconds    of training with its tests, over all sittings.
 * @param folder     where the files are.
 */
public record Report(Task task, Recipe recipe, ClDevice device, String way, long parameters, List<EpochResult> results,
                     Outcome outcome, double seconds, Path folder) {

    /** Training steps a second, the tests between them included. */
    public double stepsPerSecond() {
        return recipe.steps() / seconds;
    }

    /** The result beside its references, and what else there is to show. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        Figure figure = task.result();
        List<Reference> rows = new ArrayList<>(List.of(new Reference("this run", outcome.value())));
        rows.addAll(task.references());
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElseThrow();
        lines.add(figure.name() + (figure.more() ? ", more is better:" : ", less is better:"));
        for (Reference row : rows) {
            lines.add(String.format(Locale.ROOT, "  %-" + width + "s  %12s", row.name(), figure.text(row.value())));
        }
        return lines;
    }

    /** How the figure went while the network learnt. */
    public LineChart chart() {
        double[] steps = results.stream().mapToDouble(r -> (double) r.epoch() * recipe.every()).toArray();
        double[] values = results.stream().mapToDouble(r -> task.curve(r.validation())).toArray();
        Figure curve = task.curve();
        LineChart chart = new LineChart(task.title(), "training steps",
                curve.name() + (curve.unit().isEmpty() ? "" : " (" + curve.unit() + ")"))
                .line(recipe.cell().name() + ", " + recipe.hidden() + " units", steps, values);
        if (curve.equals(task.result())) {
            task.references().forEach(r -> chart.level(r.name(), 0, recipe.steps(), r.value()));
        }
        return chart;
    }

    /** Everything, for programs. */
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("task", task.name());
        all.put("title", task.title());
        all.put("settings", recipe.toString());
        all.put("cell", recipe.cell().name());
        all.put("hidden", recipe.hidden());
        all.put("layers", recipe.layers());
        all.put("bidirectional", recipe.bidirectional());
        all.put("steps", recipe.steps());
        all.put("batch", recipe.batch());
        all.put("rate", recipe.rate());
        all.put("rateDecay", recipe.decay() == null ? null : recipe.decay().toString());
        all.put("clip", recipe.clip());
        all.put("seed", recipe.seed());
        all.put("parameters", parameters);
        all.put("device", device.name());
        all.put("platform", device.platform());
        all.put("driver", device.driverVersion());
        all.put("binding", device.binding());
        all.put("way", way);
        all.put("seconds", seconds);
        all.put("stepsPerSecond", stepsPerSecond());
        all.put("figure", task.result().name());
        all.put("unit", task.result().unit());
        all.put("result", outcome.value());
        Map<String, Object> references = new LinkedHashMap<>();
        task.references().forEach(reference -> references.put(reference.name(), reference.value()));
        all.put("references", references);
        all.put("others", outcome.others());
        all.put("text", outcome.text());
        all.put("folder", folder.toString());
        return all;
    }
}

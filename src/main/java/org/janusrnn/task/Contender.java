package org.janusrnn.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One network of a comparison, after its runs from several seeds.
 *
 * @param name           the cell, and what else tells it from the others.
 * @param task           what was learnt.
 * @param recipe         by what choices, but for the seed.
 * @param parameters     numbers it learns.
 * @param stepsPerSecond of all runs together, the tests between the steps included.
 * @param results        the figure that each seed came to; NaN where the run diverged.
 */
public record Contender(String name, Task task, Recipe recipe, long parameters, double stepsPerSecond,
                        List<Double> results) {
    /** The mean of the results; NaN where a run diverged. */
    public double mean() {
        return results.stream().mapToDouble(Double::doubleValue).sum() / results.size();
    }

    /** From the lowest result to the highest. */
    public double spread() {
        double[] sorted = results.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length - 1] - sorted[0];
    }

    /** Mean and spread for people. */
    String text() {
        Figure figure = task.result();
        return Double.isNaN(mean()) ? "diverged" : figure.text(mean()) + " (spread " + figure.number(spread()) + ")";
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("task", task.name());
        all.put("settings", recipe.withoutSeed());
        all.put("steps", recipe.steps());
        all.put("parameters", parameters);
        all.put("stepsPerSecond", stepsPerSecond);
        all.put("results", results.stream().map(r -> Double.isNaN(r) ? null : r).toList());
        all.put("mean", Double.isNaN(mean()) ? null : mean());
        all.put("spread", Double.isNaN(mean()) ? null : spread());
        return all;
    }

    /** A line of a table file. */
    String csv() {
        return name + "," + task.name() + "," + parameters + "," + stepsPerSecond + "," + mean() + "," + spread() + ","
                + String.join(" ", Arrays.stream(results.toArray()).map(Object::toString).toList());
    }
}

package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cell.Slots;
import org.janusrnn.tensor.CounterRandom;

/**
 * Whether a page's gradients are those of its own forward step, slot by slot, state by state and vector by vector, at random
 * points. The function that is differentiated is a weighted sum of a unit's new states. What a second product does to a
 * unit's operand m is here a number, {@code a[k] += u m}.
 */
final class PageCheck {
    private static final int POINTS = 64;
    private static final double SLOT_RANGE = 2;
    private static final long SEED = 20;

    private final PageProbe probe;
    private final Cell cell;
    private final Differences differences;
    private final int slots;
    private final int states;
    private final int vectors;

    /** Units side by side: what goes into a step of each. */
    private record Units(double[] a, double[] s, double[] v, double[] u) {
    }

    PageCheck(PageProbe probe) {
        this.probe = probe;
        cell = probe.cell();
        differences = Differences.of(probe.precision());
        slots = cell.slots();
        states = cell.states();
        vectors = cell.vectors();
    }

    /** A comparison for every gradient that the page makes. */
    List<Comparison> run() {
        Units points = points();
        double[] weights = random(POINTS * states, 1, 5);
        double[][] found = gradients(points, weights);
        List<Comparison> comparisons = new ArrayList<>();
        for (int j = 0; j < slots; j++) {
            if (reached(j)) {
                comparisons.add(compare("slot a[" + j + "]", points, weights, found[0], points.a, slots, j));
            }
        }
        for (int j = 0; j < states; j++) {
            comparisons.add(compare("state s[" + j + "], left in d[" + j + "]", points, weights, found[1], points.s,
                    states, j));
        }
        for (int j = 0; j < vectors; j++) {
            comparisons.add(compare("vector v[" + j + "], left in dv[" + j + "]", points, weights, found[2], points.v,
                    vectors, j));
        }
        return comparisons;
    }

    /** Slots that no product reaches are room for the page, and have no gradient. */
    private boolean reached(int slot) {
        return has(cell.input(), slot) || has(cell.recurrent(), slot) || has(cell.operand(), slot);
    }

    private static boolean has(Slots run, int slot) {
        return slot >= run.first() && slot < run.first() + run.gates();
    }

    private Units points() {
        double[] a = random(POINTS * slots, SLOT_RANGE, 1);
        for (int i = 0; i < a.length; i++) {
            a[i] = reached(i % slots) ? a[i] : 0;
        }
        return new Units(a, random(POINTS * states, 1, 2), random(POINTS * vectors, 1, 3),
                random(POINTS * cell.operand().gates(), 1, 4));
    }

    /** Floats, so that they are the same in either precision. */
    private static double[] random(int count, double range, long stream) {
        CounterRandom random = CounterRandom.of(SEED, stream);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (range * (2 * random.uniform(i) - 1));
        }
        return values;
    }

    /** One step forward: slots and states become what the page leaves in them. */
    private void step(Units units) {
        if (cell.inHalves()) {
            double[] m = new double[units.a.length / slots];
            probe.operand(units.a, units.s, units.v, m);
            int gates = cell.operand().gates();
            for (int i = 0; i < m.length * gates; i++) {
                units.a[i / gates * slots + cell.operand().first() + i % gates] += units.u[i] * m[i / gates];
            }
        }
        probe.forward(units.a, units.s, units.v);
    }

    private Units copies(Units points, int times) {
        return new Units(repeat(points.a, times), repeat(points.s, times), repeat(points.v, times),
                repeat(points.u, times));
    }

    private static double[] repeat(double[] values, int times) {
        double[] all = new double[values.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(values, 0, all, i * values.length, values.length);
        }
        return all;
    }

    /** The page's gradients: of the slots, the states and the vectors. */
    private double[][] gradients(Units points, double[] weights) {
        Units after = copies(points, 1);
        step(after);
        double[] a = after.a;
        double[] d = weights.clone();
        double[] dv = new double[points.v.length];
        probe.backward(a, points.s, d, points.v, dv);
        if (cell.inHalves()) {
            int gates = cell.operand().gates();
            double[] m = new double[POINTS];
            for (int i = 0; i < POINTS * gates; i++) {
                m[i / gates] += points.u[i] * a[i / gates * slots + cell.operand().first() + i % gates];
            }
            probe.operandBackward(a, points.s, after.s, m, d, points.v, dv);
        }
        return new double[][] {a, d, dv};
    }

    private Comparison compare(String name, Units points, double[] weights, double[] gradients, double[] variable,
            int stride, int index) {
        int evaluations = differences.evaluations();
        Units units = copies(points, evaluations + 1);
        double[] moved = variable == points.a ? units.a : variable == points.s ? units.s : units.v;
        for (int copy = 0; copy < evaluations; copy++) {
            for (int point = 0; point < POINTS; point++) {
                moved[(copy * POINTS + point) * stride + index] += differences.offset(copy);
            }
        }
        step(units);
        double[] found = new double[POINTS];
        double[] nearest = new double[POINTS];
        double largest = 0;
        double size = 0;
        for (int point = 0; point < POINTS; point++) {
            double[] beside = new double[evaluations];
            for (int copy = 0; copy < evaluations; copy++) {
                beside[copy] = sum(units.s, copy * POINTS + point, weights, point);
            }
            double at = sum(units.s, evaluations * POINTS + point, weights, point);
            found[point] = gradients[point * stride + index];
            nearest[point] = differences.nearest(found[point], at, beside);
            largest = Math.max(largest, Math.abs(nearest[point]));
            size = Math.max(size, Math.abs(at));
        }
        return differences.compare(name, found, nearest, largest, size);
    }

    private double sum(double[] s, int unit, double[] weights, int point) {
        double sum = 0;
        for (int j = 0; j < states; j++) {
            sum += weights[point * states + j] * s[unit * states + j];
        }
        return sum;
    }
}

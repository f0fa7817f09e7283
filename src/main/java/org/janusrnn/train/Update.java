package org.janusrnn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.Parameters;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * An optimiser at work on a network: one launch over all parameters, or over each run of those that share a weight decay;
 * its memory lies beside them. Clipping by the global norm
 * happens inside it, so that no step waits for the host.
 */
final class Update implements AutoCloseable {
    private static final int ADAM_RATE = 8;
    private static final int ADAM_DECAY = 9;
    private static final int ADAM_ROOT = 14;
    private static final int SGD_RATE = 7;
    private static final int SGD_FIRST = 11;
    private static final int RMSPROP_RATE = 9;

    private final Optimizer optimizer;
    private final Network network;
    private final Plan plan;
    private final Arena arena;
    /** The optimiser's memory by name, each as long as the parameters. */
    private final Map<String, Arena.Region> memory = new LinkedHashMap<>();
    private final List<ClKernel> kernels = new ArrayList<>();
    /** The weight decay of each kernel. */
    private final List<Double> decays = new ArrayList<>();
    /** Clips the parameters that are held within a bound. */
    private final Plan clips;
    private long held;

    /** Parameters side by side in memory that share a weight decay. */
    private record Run(long offset, long length, double decay) {
    }

    /**
     * @param groups      parameters with a weight decay of their own.
     * @param clip        the largest global norm that gradients keep; 0: no clipping.
     * @param squaredNorm where the squared global norm goes, at its first float.
     */
    Update(Network network, Optimizer optimizer, List<ParameterGroup> groups, double clip, Arena.Region squaredNorm) {
        this.network = network;
        this.optimizer = optimizer;
        arena = new Arena(network.engine().context(), "the optimiser's memory");
        Parameters parameters = network.parameters();
        long length = parameters.length();
        for (String name : names(optimizer)) {
            memory.put(name, arena.reserve(name, length));
        }
        DeviceSum norm = new DeviceSum(arena, length);
        arena.allocate();
        for (Arena.Region region : memory.values()) {
            network.engine().queue(0).fill(region.buffer(), 0, region.bytes(), 0);
        }
        plan = new Plan(network.engine());
        norm.record(plan, parameters.gradients(), true, squaredNorm, 0);
        for (Run run : runs(parameters, groups, optimizer.weightDecay())) {
            kernels.add(record(parameters, run, (float) clip, squaredNorm));
            decays.add(run.decay);
        }
        clips = new Plan(network.engine());
        parameters.bounds().forEach((name, bound) -> {
            Parameters.Parameter held = parameters.named(name);
            clips.pointwise(0, "clip " + name, Plan.Source.of("pointwise/clamp.cl", "clamp_range", Defines.of()), 1,
                    held.shape().elements(), parameters.values(), held.offset(), held.shape().elements(),
                    bound.floatValue());
        });
    }

    private static List<Run> runs(Parameters parameters, List<ParameterGroup> groups, double otherwise) {
        List<Run> runs = new ArrayList<>();
        long end = parameters.length();
        List<Parameters.Parameter> all = parameters.all();
        for (int i = all.size() - 1; i >= 0; i--) {
            double decay = ParameterGroup.weightDecay(groups, all.get(i), otherwise);
            if (i == 0 || ParameterGroup.weightDecay(groups, all.get(i - 1), otherwise) != decay) {
                runs.add(0, new Run(all.get(i).offset(), end - all.get(i).offset(), decay));
                end = all.get(i).offset();
            }
        }
        return runs;
    }

    private static String[] names(Optimizer optimizer) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
            return sgd.momentum() > 0 ? new String[] {"velocity"} : new String[0];
        }
        if (optimizer instanceof Optimizer.Rmsprop rmsprop) {
            return rmsprop.centered()
                    ? rmsprop.momentum() > 0 ? new String[] {"square", "centre", "velocity"}
                            : new String[] {"square", "centre"}
                    : rmsprop.momentum() > 0 ? new String[] {"square", "velocity"} : new String[] {"square"};
        }
        return new String[] {"mean", "square"};
    }

    private ClKernel record(Parameters parameters, Run run, float clip, Object squaredNorm) {
        Object w = parameters.values();
        Object g = parameters.gradients();
        long at = run.offset;
        long n = run.length;
        if (optimizer instanceof Optimizer.Sgd sgd) {
            return plan.pointwise(0, "sgd", Plan.Source.of("pointwise/sgd.cl", "sgd", Defines.of()), 1, n, w, g,
                    memory.get("velocity"), squaredNorm, at, n, clip, (float) sgd.rate(), (float) sgd.momentum(),
                    (float) run.decay, sgd.nesterov() ? 1 : 0, 1);
        }
        if (optimizer instanceof Optimizer.Rmsprop r) {
            return plan.pointwise(0, "rmsprop", Plan.Source.of("pointwise/rmsprop.cl", "rmsprop", Defines.of()), 1, n,
                    w, g, memory.get("square"), memory.get("centre"), memory.get("velocity"), squaredNorm, at, n,
                    clip, (float) r.rate(), (float) run.decay, (float) r.alpha(), (float) (1 - r.alpha()),
                    (float) r.epsilon(), (float) r.momentum());
        }
        Optimizer.Adam adam = (Optimizer.Adam) optimizer;
        return plan.pointwise(0, "adam", Plan.Source.of("pointwise/adam.cl", "adam",
                Defines.of().with("DECOUPLED", adam.decoupled())), 1, n, w, g, memory.get("mean"),
                memory.get("square"), squaredNorm, at, n, clip, 0f, (float) run.decay, (float) adam.beta1(),
                (float) (1 - adam.beta1()), (float) adam.beta2(), (float) (1 - adam.beta2()), 1f,
                (float) adam.epsilon());
    }

    /**
     * Enqueues the update of step {@code step}, from 1.
     *
     * @param rate the learning rate of this step.
     */
    void enqueue(long step, double rate) {
        for (int i = 0; i < kernels.size(); i++) {
            ClKernel kernel = kernels.get(i);
            if (optimizer instanceof Optimizer.Adam adam) {
                kernel.arg(ADAM_RATE, (float) (rate / (1 - Math.pow(adam.beta1(), step))));
                kernel.arg(ADAM_ROOT, (float) Math.sqrt(1 - Math.pow(adam.beta2(), step)));
                if (adam.decoupled()) {
                    kernel.arg(ADAM_DECAY, (float) (rate * decays.get(i)));
                }
            } else if (optimizer instanceof Optimizer.Sgd) {
                kernel.arg(SGD_RATE, (float) rate);
                kernel.arg(SGD_FIRST, step == 1 ? 1 : 0);
            } else {
                kernel.arg(RMSPROP_RATE, (float) rate);
            }
        }
        plan.enqueue();
        network.parameters().changed();
        hold();
    }

    /** Enqueues the clipping of what is held within a bound, where anything may have changed since the last time. */
    void hold() {
        if (clips.launches() > 0 && held != network.parameters().version()) {
            clips.enqueue();
            network.parameters().changed();
            held = network.parameters().version();
        }
    }

    Map<String, Arena.Region> memory() {
        return memory;
    }

    @Override
    public void close() {
        plan.close();
        clips.close();
        arena.close();
    }
}

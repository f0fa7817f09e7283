package org.janusrnn.schedule;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.Tunable;

/** The time loop of a cell without a recurrent product: a work-item walks time alone with what it owns. */
final class ElementwiseLoop {
    private static final int WIDE_GROUP = 1;
    private static final int TILED_GROUP = 64;
    /**
     * Steps a launch: what a driver that ends long loops still runs whole. The last block of a hidden size that is no
     * multiple of UNITS costs the wide way some 50 iterations a step.
     */
    private static final int MOST_STEPS = 1024;
    /**
     * Bytes of outputs from which on a CPU writes them past its caches: a cache that does not hold them until somebody
     * reads them has read them in vain before they were written. On a Xeon with 2 MiB a core the loop of T=100, B=64,
     * H=512 (13 MB) then took 0.8 ms instead of 1.2 and a second layer behind it none longer.
     */
    private static final long STREAMED_FROM = 8L << 20;

    private ElementwiseLoop() {
    }

    static void forward(Plan plan, int stream, TimePass pass, int first, int end, boolean wide) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        Plan.Source source = source(pass, wide, "forward");
        for (int from = first; from < end; from += MOST_STEPS) {
            plan.launch(stream, "time loop", source, items(pass, wide), pass.records, pass.panels.weights().vectors(),
                    t.h0(), t.s0(), pass.running, pass.kept, t.y(), (long) t.yStride(), t.yFirst(),
                    pass.dropout.taken, t.hn(), t.sn(), t.lengths(), size.steps(), size.batch(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0, from, Math.min(end, from + MOST_STEPS));
            plan.cost(Cost.ofLoop(pass, Math.min(end - from, MOST_STEPS), 1, false));
        }
    }

    static void backward(Plan plan, int stream, TimePass pass, int first, int end, boolean wide) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        Plan.Source source = source(pass, wide, "backward");
        for (int from = first; from < end; from += MOST_STEPS) {
            plan.launch(stream, "time loop, backward", source, items(pass, wide), pass.records,
                    pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), g.dy(), (long) t.yStride(),
                    t.yFirst(), pass.dropout.taken, g.dhn(), g.dsn(), pass.carried,
                    pass.vectorGradients, g.dh0(), g.ds0(), t.lengths(), size.steps(), size.batch(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0,
                    from, Math.min(end, from + MOST_STEPS));
            plan.cost(Cost.ofLoop(pass, Math.min(end - from, MOST_STEPS), 1, true));
        }
    }

    private static Plan.Source source(TimePass pass, boolean wide, String direction) {
        Share share = Share.of(pass, wide);
        Defines defines = pass.defines().with("WIDE", wide).with("KEEP", pass.keep).with("BLOCKS", share.blocks)
                .with("SEQUENCES", share.sequences);
        if (direction.equals("forward")) {
            defines = defines.with("STREAMED", wide && streamed(pass.size.rows() * pass.size.hidden()));
        }
        return new Plan.Source("recurrent/elementwise_" + direction + ".cl", "elementwise_" + direction, defines,
                pass.pages());
    }

    /** Whether so many outputs are written past the caches. */
    static boolean streamed(long outputs) {
        return outputs * Float.BYTES >= STREAMED_FROM;
    }

    private static WorkSize items(TimePass pass, boolean wide) {
        long items = Share.of(pass, wide).items(pass.size);
        return wide ? WorkSize.covering(items, WIDE_GROUP)
                : WorkSize.covering(items * Kernels.UNITS, TILED_GROUP);
    }

    /** Of how many blocks and sequences a work-item takes care. */
    private record Share(int blocks, int sequences) {
        /** As many as are tuned for, blocks first to be given up where cores would be left without work. */
        static Share of(TimePass pass, boolean wide) {
            Share share = new Share(1, 1);
            if (!wide) {
                return share;
            }
            int cores = pass.engine.device().computeUnits();
            share = share.grown(pass, cores, false, "SEQUENCES");
            return share.grown(pass, cores, true, "BLOCKS");
        }

        private Share grown(TimePass pass, int cores, boolean inBlocks, String parameter) {
            int most = pass.engine.tuning().value(Tunable.WIDE_ELEMENTWISE, null, parameter);
            Share share = this;
            for (int next = 2; next <= most; next *= 2) {
                Share larger = inBlocks ? new Share(next, sequences) : new Share(blocks, next);
                int there = inBlocks ? Kernels.blocks(pass.size.hidden()) : pass.size.batch();
                if (next > there || larger.items(pass.size) < cores) {
                    break;
                }
                share = larger;
            }
            return share;
        }

        long items(TimePass.Size size) {
            return (long) Kernels.ceil(Kernels.blocks(size.hidden()), blocks) * Kernels.ceil(size.batch(), sequences);
        }
    }
}

package org.janusrnn.layer;

import java.util.List;
import org.janusrnn.cl.ClEvent;
import org.janusrnn.layer.RecurrentPass.Level;
import org.janusrnn.schedule.CellPanels;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.TimePass;

/**
 * The layers of a one-way stack at work side by side: a layer starts on the time chunks that the one below has finished,
 * backwards on those that the one above has. Neighbours run on different streams.
 *
 * <pre>
 * stream 0   layer 0: chunk 0 | chunk 1 | chunk 2 | ...
 * stream 1   layer 1:           chunk 0 | chunk 1 | ...
 * </pre>
 */
final class Wavefront {
    /** Few enough chunks that their launches cost little, many enough that the layers' ends hang over little. */
    private static final int MOST_CHUNKS = 8;
    private static final int LEAST_STEPS = 8;

    private final List<Level> levels;
    private final int steps;
    private final int chunks;

    /** For layers of one direction, with nothing between them. */
    Wavefront(List<Level> levels, int steps) {
        this.levels = levels;
        this.steps = steps;
        this.chunks = Math.min(MOST_CHUNKS, steps / LEAST_STEPS);
    }

    /** Whether a pass of so many steps can be cut. */
    static boolean enough(int steps) {
        return steps >= 2 * LEAST_STEPS;
    }

    private int start(int chunk) {
        return (int) ((long) steps * chunk / chunks);
    }

    void forward(Plan plan) {
        plan.fork();
        ClEvent[][] done = new ClEvent[levels.size()][chunks];
        diagonally((level, chunk) -> {
            int stream = level % 2;
            if (level > 0) {
                plan.await(stream, done[level - 1][chunk]);
            }
            levels.get(level).passes().get(0).forward(plan, stream, start(chunk), start(chunk + 1));
            done[level][chunk] = level + 1 < levels.size() ? plan.mark(stream) : null;
        });
        plan.join();
    }

    void backward(Plan plan, List<CellPanels.Weights> gradients) {
        plan.fork();
        int last = levels.size() - 1;
        ClEvent[][] done = new ClEvent[levels.size()][chunks];
        diagonally((depth, chunk) -> {
            int level = last - depth;
            int stream = level % 2;
            if (level < last) {
                plan.await(stream, done[level + 1][chunk]);
            }
            TimePass pass = levels.get(level).passes().get(0);
            pass.backward(plan, stream, start(chunk), start(chunk + 1));
            if (levels.get(level).in().gradient() != null) {
                long batch = levels.get(level).in().batch();
                pass.inputGradient(plan, stream, (steps - start(chunk + 1)) * batch,
                        (start(chunk + 1) - start(chunk)) * batch, false);
            }
            done[level][chunk] = level > 0 ? plan.mark(stream) : null;
        });
        for (int level = 0; level <= last; level++) {
            levels.get(level).passes().get(0).parameterGradients(plan, level % 2, gradients.get(level));
        }
        plan.join();
    }

    /** Every chunk of every level, so that none comes before what it waits for. */
    private void diagonally(Piece action) {
        for (int diagonal = 0; diagonal < chunks + levels.size() - 1; diagonal++) {
            for (int level = 0; level < levels.size(); level++) {
                int chunk = diagonal - level;
                if (chunk >= 0 && chunk < chunks) {
                    action.run(level, chunk);
                }
            }
        }
    }

    /** What is done for a chunk of a level. */
    private interface Piece {
        void run(int level, int chunk);
    }
}

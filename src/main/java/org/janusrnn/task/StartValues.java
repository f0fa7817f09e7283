package org.janusrnn.task;

import org.janusrnn.cell.Cell;
import org.janusrnn.layer.IndrnnInitializer;
import org.janusrnn.layer.Initializers;
import org.janusrnn.layer.RecurrentOptions;

/** The start values that a cell's authors give it for sequences of a known length; the others start as PyTorch's. */
final class StartValues {
    private StartValues() {
    }

    /**
     * Adds them to the choices for a layer.
     *
     * @param steps          T, the length of the sequences.
     * @param magnitude      IndRNN's: what a unit holds is not multiplied by more over a sequence.
     * @param inputDeviation of IndRNN's input weights, Gaussian; 0: as in He et al. (2015).
     */
    static RecurrentOptions of(RecurrentOptions options, Cell cell, int steps, double magnitude,
                               double inputDeviation) {
        if (cell.elementwise()) {
            IndrnnInitializer indrnn = Initializers.indrnn(steps, magnitude);
            return options.initializer(inputDeviation > 0 ? indrnn.inputDeviation(inputDeviation) : indrnn);
        }
        return cell.name().equals("janet") ? options.initializer(Initializers.chrono(Math.max(steps, 3))) : options;
    }
}

package org.janusrnn.cli;

import org.janusrnn.cell.Cell;
import org.janusrnn.task.Recipe;
import org.janusrnn.task.Task;
import org.janusrnn.train.StepDecay;
import picocli.CommandLine.Option;

/** The choices of a training run; what is not chosen is as the task's recipe for the cell has it. */
final class RecipeOptions {
    @Option(names = "--cell", paramLabel = "CELL", converter = CellConverter.class,
            description = "The recurrent cell: lstm, gru, janet, rnn_tanh, indrnn_relu, ..., or your own, a .json file.")
    private Cell cell;

    @Option(names = "--hidden", paramLabel = "N", description = "Hidden size of each layer and direction.")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers stacked.")
    private Integer layers;

    @Option(names = "--bidirectional", description = "Read both ways.")
    private boolean bidirectional;

    @Option(names = "--steps", paramLabel = "N", description = "Training steps.")
    private Integer steps;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences of a training step.")
    private Integer batch;

    @Option(names = "--rate", paramLabel = "X", description = "Learning rate of Adam.")
    private Double rate;

    @Option(names = "--decay", paramLabel = "X,N", converter = DecayConverter.class,
            description = "Multiply the learning rate by X after every N steps, as 0.1,20000.")
    private StepDecay decay;

    @Option(names = "--clip", paramLabel = "X", description = "Global norm to clip gradients at; 0: none.")
    private Double clip;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same run, to the bit; default ${DEFAULT-VALUE}.")
    private long seed;

    /** @throws IllegalArgumentException where the choices make no sense. */
    Recipe recipe(Task task) {
        Recipe recipe = task.recipe(cell == null ? task.cell() : cell, bidirectional).seed(seed);
        recipe = hidden == null ? recipe : recipe.hidden(hidden);
        recipe = layers == null ? recipe : recipe.layers(layers);
        recipe = batch == null ? recipe : recipe.batch(batch);
        recipe = rate == null ? recipe : recipe.rate(rate);
        recipe = decay == null ? recipe : recipe.decay(decay);
        recipe = clip == null ? recipe : recipe.clip(clip);
        return steps == null ? recipe : recipe.steps(steps);
    }
}

package org.janusrnn.task;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Score;

/**
 * An experiment with its data at hand: what is learnt, by what network unless told otherwise, and what figure is to be
 * reached. {@link TaskRun} carries it out.
 */
public interface Task {
    /** The word it is called by, also in file names; another for every variant that is not to be mixed up. */
    String name();

    /** What is done, in a few words. */
    String title();

    /** What tells its data from other data under the same title, as a file of the user's own that has been changed. */
    default String data() {
        return "";
    }

    /** The cell that is used unless another is asked for. */
    Cell cell();

    /** Good choices for a cell. */
    Recipe recipe(Cell cell, boolean bidirectional);

    /** @throws IllegalArgumentException where the recipe makes no sense for this task. */
    default void check(Recipe recipe) {
    }

    /** The network of a recipe, with its start values. */
    Network network(Engine engine, Recipe recipe);

    /** What is made small. */
    default Loss loss() {
        return Loss.CROSS_ENTROPY;
    }

    /** Batches to learn from: {@link Recipe#every} of them in what the trainer takes for an epoch. */
    DataSet training(Recipe recipe);

    /** What the network is judged by. */
    DataSet test();

    /** The figure of the learning curve. */
    Figure curve();

    /** The value of the learning curve after a test. */
    double curve(Score score);

    /** The figure the experiment is judged by in the end. */
    default Figure result() {
        return curve();
    }

    /** Judges the trained network. */
    default Outcome judge(Network network, Recipe recipe, Score score) {
        return Outcome.of(curve(score));
    }

    /** Figures to hold the result against: what no network needs, and what others reached. */
    List<Reference> references();

    /** What a model file says beside the architecture, so that it can be used without this task's data. */
    default Map<String, String> metadata() {
        return Map.of();
    }
}

package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Progress;
import org.janusrnn.train.Score;
import org.janusrnn.train.TrainingBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharlmTaskTest {
    private static final int WINDOW = 64;

    @TempDir
    Path folder;

    /** 16 characters in turn: whoever has learnt them knows the next one for certain. */
    private static final String TURNS = "the quick foxes ".repeat(700);

    private final CharlmTask task = CharlmTask.of(TURNS, "turns", 0);

    private static char character(int index) {
        return Alphabet.english().character(index);
    }

    @Test
    void theTargetOfACharacterIsTheNext() {
        TrainingBatch batch = task.training(task.recipe(task.cell(), false)).batch(0, 0);
        int[] inputs = batch.input().indices();
        int size = batch.input().size();
        assertThat(batch.input().steps()).isEqualTo(WINDOW);
        Set<Character> starts = new HashSet<>();
        for (int b = 0; b < size; b++) {
            StringBuilder read = new StringBuilder();
            for (int t = 0; t < WINDOW; t++) {
                read.append(character(inputs[t * size + b]));
            }
            read.append(character(batch.classes()[(WINDOW - 1) * size + b]));
            assertThat(TURNS).contains(read);
            for (int t = 0; t < WINDOW - 1; t++) {
                assertThat(batch.classes()[t * size + b]).isEqualTo(inputs[(t + 1) * size + b]);
            }
            starts.add(read.charAt(0));
        }
        assertThat(starts).as("windows begin anywhere").hasSizeGreaterThan(5);
    }

    @Test
    void batchesAreRepeatableAndOfTheirSeed() {
        Recipe recipe = task.recipe(task.cell(), false).steps(4, 2);
        DataSet set = task.training(recipe);
        int[] third = set.batch(1, 0).input().indices();
        assertThat(third).isEqualTo(task.training(recipe.steps(4, 4)).batch(0, 2).input().indices())
                .isNotEqualTo(set.batch(0, 1).input().indices())
                .isNotEqualTo(task.training(recipe.seed(2)).batch(1, 0).input().indices());
    }

    /** Loss is in nats: a network that gives each of two characters a half loses ln 2, which is one bit. */
    @Test
    void theFigureIsInBits() {
        assertThat(task.curve(new Score(Math.log(2), 0, 1))).isCloseTo(1, within(1e-12));
        assertThat(task.result().more()).isFalse();
    }

    /** What it has learnt to the end it writes on, at temperature 0, after a beginning it has never seen. */
    @Test
    void learnsAndWritesOn() {
        Recipe recipe = task.recipe(task.cell(), false).hidden(32).steps(120, 60);
        try (Engine engine = Engine.open(); TaskRun run = TaskRun.open(engine, task, recipe, folder, false)) {
            Report report = run.run(Progress.none());
            assertThat(report.outcome().value()).isLessThan(0.2);
            assertThat(report.outcome().text()).hasSize(4).element(1).asString().contains("the quick foxes the quick");
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> task.check(task.recipe(task.cell(), true)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("leave out --bidirectional");
        assertThatThrownBy(() -> CharlmTask.of(TURNS, "turns", -0.5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature must be 0 or more and finite, not -0.5");
    }
}

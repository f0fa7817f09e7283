package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.io.Safetensors;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.train.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every task from end to end, small: repeated and resumed to the same files, byte for byte. */
class TaskRunTest {
    @TempDir
    Path folder;

    private static String text() {
        return Books.mobyDick().substring(0, 20_000);
    }

    private static VowelTask vowels() {
        return VowelTask.of(VowelText.of(text(), Alphabet.english()), "a beginning");
    }

    private static Recipe small(Task task) {
        return task.recipe(task.cell(), false).hidden(5).batch(3).steps(4, 2);
    }

    private static Report run(Engine engine, Task task, Recipe recipe, Path folder, int stopAfter) {
        try (TaskRun run = TaskRun.open(engine, task, recipe, folder, false)) {
            return run.run(new Progress() {
                @Override
                public void step(long done, long total, double loss) {
                    assertThat(done).isGreaterThan(run.begunAt());
                    if (done == stopAfter) {
                        run.stop();
                    }
                }
            });
        }
    }

    private static void assertSameResults(Path one, Path two) {
        for (String file : List.of("model.safetensors", "metrics.csv", "curve.png", "checkpoint.safetensors")) {
            assertThat(one.resolve(file)).hasSameBinaryContentAs(two.resolve(file));
        }
    }

    @EveryDevice
    void aTaskIsRepeatedAndResumedByteForByte(ClDevice device) throws IOException {
        try (Engine engine = Engine.builder().device(device).open()) {
            for (Task task : List.of(BirthsTask.unitedStates(), vowels())) {
                repeatedAndResumed(engine, task);
            }
        }
    }

    /** The others on the best device alone: what is theirs is their data, their network and their judgement. */
    @Test
    void soIsEveryOther() throws IOException {
        Path digits = DigitsTaskTest.write(Files.createDirectory(folder.resolve("digits")));
        try (Engine engine = Engine.open()) {
            for (Task task : List.of(CharlmTask.of(text(), "a beginning", 0.5), AddingTask.of(9),
                    DigitsTask.read(digits, false), DigitsTask.read(digits, true),
                    BirthsTask.unitedStates().validation())) {
                repeatedAndResumed(engine, task);
            }
        }
    }

    private void repeatedAndResumed(Engine engine, Task task) throws IOException {
        Path whole = folder.resolve(task.name() + "-whole");
        Path parts = folder.resolve(task.name() + "-parts");
        Report report = run(engine, task, small(task), whole, -1);
        assertThat(run(engine, task, small(task), parts, 3)).as("stopped").isNull();
        assertThat(parts.resolve("metrics.json")).doesNotExist();
        assertThat(run(engine, task, small(task), parts, -1).outcome().value()).isEqualTo(report.outcome().value());
        assertSameResults(whole, parts);
        assertThat(report.results()).hasSize(2);
        assertThat(report.outcome().value()).isFinite();
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(whole.resolve("metrics.json")));
        assertThat(json).containsEntry("result", report.outcome().value())
                .containsEntry("device", engine.device().name()).containsEntry("binding", engine.device().binding())
                .containsEntry("steps", 4);
        assertThat(Safetensors.read(whole.resolve("model.safetensors")).metadata("task")).isEqualTo(task.name());
    }

    /** A run of its first steps, done, is the beginning of a longer one. */
    @EveryDevice
    void aFinishedRunIsNotDoneAgainAndCanGoOn(ClDevice device) throws IOException {
        Task task = BirthsTask.unitedStates();
        try (Engine engine = Engine.builder().device(device).open()) {
            Path whole = folder.resolve("whole");
            Path parts = folder.resolve("parts");
            Report report = run(engine, task, small(task), whole, -1);
            String first = run(engine, task, small(task).steps(2, 2), parts, -1).json().get("seconds").toString();
            assertThat(run(engine, task, small(task).steps(2, 2), parts, -1).json().get("seconds")).hasToString(first);
            assertThat(run(engine, task, small(task), parts, -1).results()).isEqualTo(report.results());
            assertSameResults(whole, parts);
            assertThatThrownBy(() -> run(engine, task, small(task).steps(2, 2), parts, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has a run of 4 steps already, more than 2");
        }
    }

    @EveryDevice
    void anotherSeedIsAnotherRun(ClDevice device) {
        Task task = BirthsTask.unitedStates();
        try (Engine engine = Engine.builder().device(device).open()) {
            Report one = run(engine, task, small(task), folder.resolve("one"), -1);
            Report two = run(engine, task, small(task).seed(2), folder.resolve("two"), -1);
            assertThat(one.results()).isNotEqualTo(two.results());
        }
    }
}

package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DivergedException;
import org.janusrnn.train.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a device, as the whole test run does; that runs are right on each is {@link TaskRunTest}'s matter. */
class ComparisonTest {
    private static final VowelTask VOWELS =
            VowelTask.of(VowelText.of(Books.mobyDick().substring(0, 20_000), Alphabet.english()), "a beginning");
    private static final AddingTask ADDING = AddingTask.of(9);

    @TempDir
    Path folder;

    private static Contender contender(Task task, int parameters, double... results) {
        List<Double> all = new ArrayList<>();
        for (double result : results) {
            all.add(result);
        }
        return new Contender("it", task, task.recipe(Cells.gru(), false), parameters, 1, all);
    }

    @Test
    void meanAndSpreadAreOverTheSeeds() {
        Contender it = contender(VOWELS, 10, 50, 56, 53);
        assertThat(it.mean()).isEqualTo(53);
        assertThat(it.spread()).isEqualTo(6);
        assertThat(it.text()).isEqualTo("53.0 % (spread 6.0)");
        assertThat(contender(VOWELS, 10, 50, Double.NaN).text()).isEqualTo("diverged");
    }

    @Test
    void claimsHoldOnlyWhereTheFiguresBearThemOut() {
        Contender lstm = contender(VOWELS, 100, 50, 52);
        assertThat(Claim.gruIsAboutLstm(contender(VOWELS, 75, 49.5, 50.5), lstm).reproduced()).isTrue();
        assertThat(Claim.gruIsAboutLstm(contender(VOWELS, 75, 49, 50.5), lstm).reproduced()).isFalse();
        assertThat(Claim.gruIsAboutLstm(contender(VOWELS, 100, 60, 60), lstm).reproduced()).isFalse();
        assertThat(Claim.janetIsAtLeastLstm(contender(VOWELS, 50, 51, 51), lstm).reproduced()).isTrue();
        assertThat(Claim.janetIsAtLeastLstm(contender(VOWELS, 50, 51, 50.9), lstm).reproduced()).isFalse();
        assertThat(Claim.janetIsAtLeastLstm(contender(VOWELS, 50, Double.NaN), lstm).reproduced()).isFalse();
        assertThat(Claim.twoWaysAreBetter(contender(VOWELS, 50, 51.1), lstm).reproduced()).isTrue();
        assertThat(Claim.twoWaysAreBetter(contender(VOWELS, 50, 51), lstm).reproduced()).isFalse();
        Contender lost = contender(ADDING, 9, 0.16);
        assertThat(Claim.indrnnRemembers(contender(ADDING, 9, 0.01), lost).reproduced()).isTrue();
        assertThat(Claim.indrnnRemembers(contender(ADDING, 9, 0.02), lost).reproduced()).isFalse();
        assertThat(Claim.indrnnRemembers(contender(ADDING, 9, 0.01), contender(ADDING, 9, 0.01)).reproduced())
                .isFalse();
        assertThat(Claim.janetIsAtLeastLstm(contender(VOWELS, 50, 51, 53), lstm).figures())
                .contains("52.0 % (spread 2.0)", "51.0 % (spread 2.0)", "50 against 100 parameters");
    }

    private Comparison comparison(Engine engine, Path results) {
        return new Comparison(engine, VOWELS, List.of(Cells.lstm(), Cells.rnnRelu()), 4, 1, ADDING, 1, 2, results);
    }

    /** Stopped in its fifth run, it does not do the first four again, and comes to the same table. */
    @Test
    void aComparisonThatWasStoppedGoesOnToTheSameFigures() throws Exception {
        try (Engine engine = Engine.open()) {
            Comparison whole = comparison(engine, folder.resolve("whole"));
            assertThat(whole.run(false, (run, task, recipe) -> run.run(Progress.none()))).isTrue();
            assertThat(whole.runs()).isEqualTo(10);
            assertThat(whole.contenders()).extracting(Contender::name).containsExactly("lstm", "rnn_relu",
                    "lstm two-way", "indrnn_relu adding", "lstm adding");
            assertThat(whole.claims()).as("of cells that are there").hasSize(2);
            int[] runs = {0};
            Comparison parts = comparison(engine, folder.resolve("parts"));
            assertThat(parts.run(false, (run, task, recipe) -> ++runs[0] == 5 ? null : run.run(Progress.none())))
                    .isFalse();
            List<Long> begunAt = new ArrayList<>();
            assertThat(parts.run(false, (run, task, recipe) -> {
                begunAt.add(run.begunAt());
                return run.run(Progress.none());
            })).isTrue();
            assertThat(begunAt).startsWith(1L, 1L, 1L, 1L, 0L).hasSize(10);
            assertThat(parts.contenders()).extracting(Contender::results)
                    .isEqualTo(whole.contenders().stream().map(Contender::results).toList());
            parts.write();
            assertThat(folder.resolve("parts/comparison.png")).isNotEmptyFile();
            assertThat(Files.readAllLines(folder.resolve("parts/comparison.csv"))).hasSize(6)
                    .anyMatch(line -> line.startsWith("lstm two-way,vowels,"));
            assertThat(folder.resolve("parts/comparison.json")).content().doesNotContain("seed 1\"")
                    .contains("\"reproduced\"", engine.device().name(), engine.device().binding());
        }
    }

    @Test
    void aRunThatDivergesIsSaidToHave() {
        try (Engine engine = Engine.open()) {
            Comparison comparison = comparison(engine, folder);
            comparison.run(false, (run, task, recipe) -> {
                if (recipe.cell().name().equals("rnn_relu")) {
                    throw new DivergedException(Double.NaN, 1);
                }
                return run.run(Progress.none());
            });
            assertThat(comparison.contenders()).filteredOn(c -> Double.isNaN(c.mean())).extracting(Contender::name)
                    .containsExactly("rnn_relu");
        }
    }
}

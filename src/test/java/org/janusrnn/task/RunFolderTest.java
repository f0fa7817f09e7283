package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.janusrnn.cell.Cells;
import org.janusrnn.train.EpochResult;
import org.janusrnn.train.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Task TASK = BirthsTask.unitedStates();
    private static final Recipe RECIPE = Recipe.of(Cells.gru(), 8);
    private static final String HEADER = "step,training_loss,test_loss,root_mean_squared_error";

    @TempDir
    Path folder;

    private static EpochResult result(int epoch, double loss) {
        return new EpochResult(epoch, loss, new Score(0, 0, 730));
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve("run/metrics.csv"));
    }

    @Test
    void rememberWhatWasNoted() {
        Path path = folder.resolve("new/run");
        RunFolder.open(path, "settings", false).note("seconds", 12.5);
        RunFolder again = RunFolder.open(path, "settings", false);
        assertThat(again.seconds()).isEqualTo(12.5);
        assertThat(again.stepsDone()).isZero();
        assertThat(RunFolder.open(path, "settings", true).seconds()).as("begun anew").isZero();
    }

    @Test
    void anotherRunIsRefusedUnlessBegunAnew() {
        RunFolder.open(folder.resolve("run"), "this", false);
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("run"), "that", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("run has the results of another run (this), this one is (that)", "--out",
                        "--fresh");
        assertThat(RunFolder.open(folder.resolve("run"), "that", true).noted("settings")).isEqualTo("that");
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "precious");
        for (boolean fresh : new boolean[] {false, true}) {
            assertThatThrownBy(() -> RunFolder.open(folder, "settings", fresh))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("holds other files");
        }
        assertThat(Files.list(folder)).containsExactly(folder.resolve("thesis.tex"));
    }

    @Test
    void aFileInItsPlaceIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RunFolder.open(file, "settings", false)).hasMessageContaining(file.toString());
    }

    @Test
    void brokenNotesAreNamed() throws IOException {
        RunFolder.open(folder.resolve("run"), "settings", false);
        Path notes = Files.writeString(folder.resolve("run/run.json"), "{\"settings");
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("run"), "settings", false))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(notes + " is broken: start anew by --fresh");
    }

    /** As after a power cut: the table has a row more than the checkpoint, and the run comes to that row again. */
    @Test
    void rowsThatComeAgainTakeThePlaceOfTheOld() throws IOException {
        RunFolder run = RunFolder.open(folder.resolve("run"), "settings", false);
        run.row(TASK, RECIPE, result(1, 0.5));
        run.row(TASK, RECIPE, result(2, 0.25));
        run.row(TASK, RECIPE, result(2, 0.125));
        assertThat(table()).containsExactly(HEADER, "100,0.5,0.0,0.0", "200,0.125,0.0,0.0");
        run.rows(TASK, RECIPE, List.of(result(1, 3), result(2, 2), result(3, 1)));
        assertThat(table()).containsExactly(HEADER, "100,3.0,0.0,0.0", "200,2.0,0.0,0.0", "300,1.0,0.0,0.0");
    }
}

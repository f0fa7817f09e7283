package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
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

    private static final String DATA = "3 days, CRC-32 00000000";

    @TempDir
    Path folder;

    private static EpochResult result(int epoch, double loss) {
        return new EpochResult(epoch, loss, new Score(0, 0, 730));
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve("run/metrics.csv"));
    }

    /** A folder whose run has come to a first result. */
    private static RunFolder begun(Path path, String settings) {
        RunFolder run = RunFolder.open(path, settings, DATA, false);
        run.row(TASK, RECIPE, result(1, 0.5));
        return run;
    }

    @Test
    void rememberWhatWasNoted() {
        Path path = folder.resolve("new/run");
        begun(path, "settings").note("seconds", 12.5);
        RunFolder again = RunFolder.open(path, "settings", DATA, false);
        assertThat(again.seconds()).isEqualTo(12.5);
        assertThat(again.stepsDone()).isZero();
        assertThat(RunFolder.open(path, "settings", DATA, true).seconds()).as("begun anew").isZero();
    }

    @Test
    void anotherRunIsRefusedUnlessBegunAnew() {
        begun(folder.resolve("run"), "this");
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("run"), "that", DATA, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("run has the results of another run (this), this one is (that)", "--out",
                        "--fresh");
        assertThat(RunFolder.open(folder.resolve("run"), "that", DATA, true).noted("settings")).isEqualTo("that");
    }

    @Test
    void otherDataIsRefusedUnlessBegunAnew() {
        Path run = folder.resolve("run");
        begun(run, "this");
        assertThatThrownBy(() -> RunFolder.open(run, "this", "4 days, CRC-32 00000001", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("run has a run on other data", "(" + DATA + ")", "(4 days, CRC-32 00000001)",
                        "--out", "--fresh");
        assertThat(RunFolder.open(run, "this", "4 days, CRC-32 00000001", true).noted("data"))
                .isEqualTo("4 days, CRC-32 00000001");
    }

    /** As where the device was too small for the first: the corrected command must not be told to use another folder. */
    @Test
    void aRunThatNeverBeganDoesNotStandInTheWay() {
        Path run = folder.resolve("run");
        RunFolder.open(run, "a million units", DATA, false);
        assertThat(RunFolder.open(run, "64 units", DATA, false).noted("settings")).isEqualTo("64 units");
    }

    /** Whatever a training run can see of a file: one letter, one day, or where the days begin. */
    @Test
    void dataThatDiffersIsToldApart() {
        String text = "The whale swims. ".repeat(400);
        String other = text.substring(0, 5000) + "x" + text.substring(5001);
        assertThat(CharlmTask.of(other, "it", 0).data()).isNotEqualTo(CharlmTask.of(text, "it", 0).data());
        assertThat(VowelTask.of(VowelText.of(other, Alphabet.english()), "it").data())
                .isNotEqualTo(VowelTask.of(VowelText.of(text, Alphabet.english()), "it").data());
        int[] births = new int[1500];
        Arrays.fill(births, 10_000);
        LocalDate day = LocalDate.of(2001, 1, 1);
        String first = new BirthsTask(new BirthsData(day, births.clone())).data();
        births[1499]++;
        assertThat(new BirthsTask(new BirthsData(day, births)).data()).isNotEqualTo(first)
                .startsWith("1,500 days from 2001-01-01, CRC-32 ");
        births[1499]--;
        assertThat(new BirthsTask(new BirthsData(day, births)).data()).isEqualTo(first);
        assertThat(new BirthsTask(new BirthsData(day.plusDays(1), births)).data()).isNotEqualTo(first);
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "precious");
        for (boolean fresh : new boolean[] {false, true}) {
            assertThatThrownBy(() -> RunFolder.open(folder, "settings", DATA, fresh))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("holds other files");
        }
        assertThat(Files.list(folder)).containsExactly(folder.resolve("thesis.tex"));
    }

    @Test
    void aFileInItsPlaceIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RunFolder.open(file, "settings", DATA, false)).hasMessageContaining(file.toString());
    }

    @Test
    void brokenNotesAreNamed() throws IOException {
        begun(folder.resolve("run"), "settings");
        Path notes = Files.writeString(folder.resolve("run/run.json"), "{\"settings");
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("run"), "settings", DATA, false))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(notes + " is broken: start anew by --fresh");
    }

    /** As after a power cut: the table has a row more than the checkpoint, and the run comes to that row again. */
    @Test
    void rowsThatComeAgainTakeThePlaceOfTheOld() throws IOException {
        RunFolder run = RunFolder.open(folder.resolve("run"), "settings", DATA, false);
        run.row(TASK, RECIPE, result(1, 0.5));
        run.row(TASK, RECIPE, result(2, 0.25));
        run.row(TASK, RECIPE, result(2, 0.125));
        assertThat(table()).containsExactly(HEADER, "100,0.5,0.0,0.0", "200,0.125,0.0,0.0");
        run.rows(TASK, RECIPE, List.of(result(1, 3), result(2, 2), result(3, 1)));
        assertThat(table()).containsExactly(HEADER, "100,3.0,0.0,0.0", "200,2.0,0.0,0.0", "300,1.0,0.0,0.0");
    }
}

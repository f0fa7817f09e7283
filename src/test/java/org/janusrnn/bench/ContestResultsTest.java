package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestResultsTest {
    private static final Map<String, Object> HERE = Map.of("cpu", "abacus", "commit", "0123456789ab");

    @TempDir
    Path folder;

    /** Janus takes 2 ms, the one peer 6 and the other 3. */
    private static ContestRow row(Extent extent, long factor) {
        ContestRow row = new ContestRow(new Row(Cells.gru(), extent, true, Pass.TRAIN));
        row.add("janus", new long[] {2_000_000, 1_000_000, 4_000_000});
        row.add("janus", new long[] {2_000_000});
        row.add("slow", new long[] {6_000_000, 6_000_000});
        row.add("fast", new long[] {2_500_000 * factor, 2_500_000 * factor});
        row.add("fast", new long[] {3_500_000 * factor, 3_500_000 * factor});
        row.add("early", new long[] {1_000_000});
        row.out("early", "left");
        row.sgemm("product", row.row().flops() / 1e6);
        row.sgemm("product", row.row().flops() / 2e6);
        row.out("third", "wrong: y");
        return row;
    }

    @Test
    void theRatioIsThatOfTheBestPeersMedianAndEachRoundsStandsBeside() {
        ContestRow row = row(Extent.parse("S3"), 1);
        assertThat(row.best()).isEqualTo("fast");
        assertThat(row.ratio()).isEqualTo(1.5);
        assertThat(row.json()).containsEntry("lowestRoundRatio", 1.25).containsEntry("highestRoundRatio", 1.75)
                .containsEntry("bestPeer", "fast").containsEntry("right", true);
        assertThat(row.line()).contains("gru S3", "71 % of SGEMM", "ratio 1.50 (1.25 to 1.75)", "third=wrong");
        // 3/7 in the first round, whose runs take 7 ms together, and 1 in the second.
        assertThat((double) row.json().get("shareOfSgemm")).isCloseTo(5.0 / 7, within(1e-12));
    }

    @Test
    void aRoundInWhichTheComputerIsSlowCountsAsOneRound() {
        ContestRow row = new ContestRow(new Row(Cells.gru(), Extent.parse("S3"), true, Pass.TRAIN));
        long[][] janus = {{2_000_000}, {8_000_000}, {2_000_000}};
        long[][] peer = {{3_000_000}, {12_000_000}, {5_000_000}};
        for (int round = 0; round < janus.length; round++) {
            row.add("janus", janus[round]);
            row.add("peer", peer[round]);
        }
        assertThat(row.ratio()).isEqualTo(1.5);
    }

    /** The critical numbers of the sign test, for 5 % on both sides together (Dixon and Mood 1946, JASA 41, 557-566). */
    @Test
    void asManyRoundsLieOutsideAtEitherEndAsTheSignTestAllows() {
        int[][] known = {{1, 0}, {5, 0}, {6, 0}, {8, 0}, {9, 1}, {11, 1}, {12, 2}, {20, 5}, {25, 7}, {44, 15}};
        for (int[] each : known) {
            assertThat(Turns.outside(each[0])).as("of %d rounds", each[0]).isEqualTo(each[1]);
        }
    }

    @Test
    void aRowIsTooCloseToCallWhileItsMedianMayBeOnEitherSideOfOne() {
        assertThat(withRatios(8, 9, 11, 12, 13, 14, 15, 16, 17).tooCloseToCall()).isTrue();
        assertThat(withRatios(8, 11, 11, 12, 13, 14, 15, 16, 17).tooCloseToCall()).as("one of nine is outside").isFalse();
        assertThat(withRatios(7, 7, 7, 8, 8, 9, 9, 9, 13).tooCloseToCall()).as("behind").isFalse();
        assertThat(withRatios(11, 12).tooCloseToCall()).isFalse();
        assertThat(withRatios(8, 12, 14, 9, 11, 15, 13, 16, 17).json())
                .containsEntry("ratioInterval", List.of(0.9, 1.6));
        ContestRow wrong = withRatios(8, 12);
        wrong.out("janus", "wrong: y is off");
        assertThat(wrong.tooCloseToCall()).isFalse();
    }

    /** @param tenths how many tenths of Janus's time the peer took in each round. */
    private static ContestRow withRatios(int... tenths) {
        ContestRow row = new ContestRow(new Row(Cells.gru(), Extent.parse("S3"), true, Pass.TRAIN));
        for (int each : tenths) {
            row.add("janus", new long[] {1_000_000});
            row.add("peer", new long[] {each * 100_000L});
        }
        return row;
    }

    /** One slow turn leaves nobody out: in the best of its two, "wavering" is 1.4 times as slow as the best. */
    @Test
    void whoIsFarBehindTheBestPeerTakesNoMoreTurns() {
        ContestRow row = new ContestRow(new Row(Cells.gru(), Extent.parse("S3"), true, Pass.TRAIN));
        for (int round = 0; round < 2; round++) {
            row.add("janus", new long[] {9_000_000});
            row.add("best", new long[] {5_000_000});
            row.add("wavering", new long[] {round == 0 ? 7_000_000 : 70_000_000});
            row.add("slow", new long[] {8_000_000});
        }
        assertThat(row.leftBehind("best")).isFalse();
        assertThat(row.leftBehind("wavering")).isFalse();
        assertThat(row.leftBehind("slow")).isTrue();
        assertThat(row.json().get("outOfTheRunning"))
                .isEqualTo(Map.of("slow", "1.60 times as long as best in the first 2 turns"));
    }

    @Test
    void aWrongResultOfJanusHasNoRatio() {
        ContestRow row = new ContestRow(new Row(Cells.lstm(), Extent.parse("S1"), false, Pass.FORWARD));
        row.out("janus", "wrong: y is off");
        assertThat(row.right()).isFalse();
        assertThat(row.json()).containsEntry("ratio", null);
        ContestResults results = ContestResults.open(folder, HERE, false);
        results.add(row);
        assertThat(results.geometricMean()).isNull();
        assertThat(folder.resolve("peers.md")).content().contains("not timed: {janus=wrong: y is off}");
    }

    @Test
    void rowsOfTheSameCommitAreAddedAndTakeThePlaceOfOlderOnes() throws IOException {
        ContestResults first = ContestResults.open(folder, HERE, false);
        first.add(row(Extent.parse("S3"), 1));
        first.add(row(Extent.parse("S4"), 1));
        ContestResults second = ContestResults.open(folder, HERE, false);
        second.add(row(Extent.parse("S4"), 2));
        assertThat(second.rows()).hasSize(2);
        assertThat(second.geometricMean()).isCloseTo(Math.sqrt(1.5 * 3), within(1e-12));
        second.draw();
        assertThat(folder.resolve("peers.png")).isNotEmptyFile();
        assertThat(folder.resolve("peers.md")).content().contains("- cpu: abacus", "| gru | S3 | both | train | 2.00 |",
                "| 1.50 | 2 | 1.25 to 1.75 | 1.25 to 1.75 |", "| 3.00 |",
                "2 rows, 2 of them ahead of the best peer; geometric mean of the ratios 2.12.");
        assertThat(Files.list(folder)).hasSize(3);
    }

    @Test
    void resultsOfAnotherCommitAreLeftAlone() {
        ContestResults.open(folder, HERE, false).add(row(Extent.parse("S3"), 1));
        Map<String, Object> later = Map.of("cpu", "abacus", "commit", "ba9876543210");
        assertThatThrownBy(() -> ContestResults.open(folder, later, false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has results of").hasMessageContaining("--fresh");
        ContestResults anew = ContestResults.open(folder, later, true);
        assertThat(anew.rows()).isEmpty();
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("peers.json"), "{");
        assertThatThrownBy(() -> ContestResults.open(folder, HERE, false))
                .hasMessageContaining("peers.json is broken").hasMessageContaining("--fresh");
    }

    @Test
    void withoutThePeersItSaysHowToGetThem() {
        assertThatThrownBy(() -> Peers.start(folder.resolve("janus.jar"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mvn -Ppeers package").hasMessageContaining("250 MB");
    }
}

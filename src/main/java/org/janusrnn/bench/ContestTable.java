package org.janusrnn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A contest's results for people, in Markdown. */
final class ContestTable {
    private final Map<String, Object> environment;
    private final List<Map<String, Object>> rows;

    ContestTable(Map<String, Object> environment, List<Map<String, Object>> rows) {
        this.environment = environment;
        this.rows = rows;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Janus and its peers\n\nWritten by `./janus bench peers`; bench/README.md says how it measures.\n\n"
                + "## Environment\n\n");
        environment.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n## Rows\n\nMedian milliseconds. The ratio is the median of the rounds' ratios, each the best peer's "
                + "median by Janus's: above 1 Janus\nis ahead. Behind it stand how many rounds there were (four times as many "
                + "where the first left open who is ahead), between\nwhich ratios the median of ever more of them would lie, "
                + "with a probability of 95 % (of fewer than six: all), and between\nwhich all are. The last column is "
                + "Janus's rate as a share of a matrix product's, which took a turn in each round, OpenBLAS's or MKL's,\nwhichever is faster ("
                + products() + "):\nthe median of the rounds, too, each by all that both did in their turns.\n\n"
                + "| cell | shape | directions | pass | Janus ms | spread | best peer | its ms | ratio | rounds | 95 % | all | "
                + "GFLOP/s | of SGEMM |\n"
                + "| --- | --- | --- | --- | ---: | ---: | --- | ---: | ---: | ---: | --- | --- | ---: | ---: |\n");
        rows.forEach(row -> line(text, row));
        Double mean = geometricMean(rows);
        long ahead = rows.stream().filter(row -> number(row, "ratio") > 1).count();
        text.append(String.format(Locale.ROOT, "\n%d rows, %d of them ahead of the best peer%s.\n",
                rows.size(), ahead, mean == null ? ""
                        : String.format(Locale.ROOT, "; geometric mean of the ratios %.2f", mean)));
        return text.toString();
    }

    private String products() {
        return rows.stream().map(row -> row.get("sgemm")).filter(Objects::nonNull).map(Object::toString).distinct().sorted()
                .collect(Collectors.joining("; "));
    }

    private static void line(StringBuilder text, Map<String, Object> row) {
        String name = String.format(Locale.ROOT, "| %s | %s | %s | %s |", row.get("cell"), row.get("shape"),
                Boolean.TRUE.equals(row.get("bidirectional")) ? "both" : "one", row.get("pass"));
        text.append(name);
        if (!Boolean.TRUE.equals(row.get("right")) || row.get("bestPeer") == null) {
            text.append(" not timed: ").append(row.get("outOfTheRunning")).append(" | | | | | | | | | |\n");
            return;
        }
        Map<?, ?> janus = (Map<?, ?>) ((Map<?, ?>) row.get("times")).get(JanusContestant.NAME);
        Map<?, ?> peer = (Map<?, ?>) ((Map<?, ?>) row.get("times")).get(row.get("bestPeer"));
        text.append(String.format(Locale.ROOT, " %s | %.0f %% | %s | %s | %.2f | %d | %.2f to %.2f | %.2f to %.2f | %.0f | "
                + "%.0f %% |\n",
                millis(number(janus, "medianMillis")), 100 * number(janus, "spread"), row.get("bestPeer"),
                millis(number(peer, "medianMillis")), number(row, "ratio"),
                ((List<?>) janus.get("roundMedianMillis")).size(), within(row, 0), within(row, 1),
                number(row, "lowestRoundRatio"),
                number(row, "highestRoundRatio"), number(janus, "gflops"), 100 * number(row, "shareOfSgemm")));
    }

    static Double geometricMean(List<Map<String, Object>> rows) {
        double[] logs = rows.stream().mapToDouble(row -> number(row, "ratio")).filter(Double::isFinite).map(Math::log)
                .toArray();
        return logs.length == 0 ? null : Math.exp(Arrays.stream(logs).sum() / logs.length);
    }

    /** An end of the ratio's interval; NaN in the results of older programs. */
    private static double within(Map<String, Object> row, int end) {
        return row.get("ratioInterval") instanceof List<?> ends && ends.get(end) instanceof Number number
                ? number.doubleValue() : Double.NaN;
    }

    static double number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    static String millis(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value);
    }
}

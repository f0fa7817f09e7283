package org.janusrnn.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;

/** What cells take beside the LSTM, for people, in Markdown. */
final class CellsTable {
    private final Map<String, Object> environment;
    private final List<Map<String, Object>> rows;
    private final List<Map<String, Object>> loops;

    CellsTable(Map<String, Object> environment, List<Map<String, Object>> rows, List<Map<String, Object>> loops) {
        this.environment = environment;
        this.rows = rows;
        this.loops = loops;
    }

    String text() {
        StringBuilder text = new StringBuilder("# Cells that peers do not have\n\nWritten by `./janus bench cells`; "
                + "bench/README.md says how it measures.\n\n## Environment\n\n");
        environment.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        cells(text);
        loops(text);
        return text.toString();
    }

    private void cells(StringBuilder text) {
        text.append("\n## Beside the LSTM\n\nMedian milliseconds with their spread. Behind them stands the LSTM's time by "
                + "the cell's, the median of the rounds: above 1 the\ncell takes less time; in brackets the lowest and the "
                + "highest of a round.\n\n"
                + "| shape | directions | pass |");
        StringBuilder line = new StringBuilder("| --- | --- | --- |");
        for (Cell cell : CellsRow.CELLS) {
            text.append(' ').append(cell.name()).append(" ms |");
            line.append(" ---: |");
            if (!cell.name().equals(CellsRow.LSTM)) {
                text.append(" lstm by it |");
                line.append(" ---: |");
            }
        }
        text.append('\n').append(line).append('\n');
        rows.forEach(row -> cells(text, row));
    }

    private static void cells(StringBuilder text, Map<String, Object> row) {
        text.append(String.format(Locale.ROOT, "| %s | %s | %s |", shape(row),
                Boolean.TRUE.equals(row.get("bidirectional")) ? "both" : "one", row.get("pass")));
        for (Cell cell : CellsRow.CELLS) {
            boolean lstm = cell.name().equals(CellsRow.LSTM);
            if (((Map<?, ?>) row.get("cells")).get(cell.name()) instanceof Map<?, ?> times) {
                text.append(String.format(Locale.ROOT, " %s (%.0f %%) |", millis(number(times, "medianMillis")),
                        100 * number(times, "spread")));
                if (!lstm) {
                    text.append(times.get("ratio") == null ? " |" : String.format(Locale.ROOT,
                            " %.2f (%.2f to %.2f) |", number(times, "ratio"), number(times, "lowestRoundRatio"),
                            number(times, "highestRoundRatio")));
                }
            } else {
                text.append(lstm ? " wrong |" : " wrong | |");
            }
        }
        text.append('\n');
    }

    private void loops(StringBuilder text) {
        text.append("""

                ## IndRNN's time loop and the memory

                One way; the device's time of the loop's launches alone, without the products before and behind it. MB is
                what the loop moves, each number counted once where it is read and once where it is written, as `./janus
                bench --explain` has it. The copy reads one array and writes another, which together are as large as the
                loop's arrays (the working set), and counts likewise. The last two columns have a kernel that does nothing
                but touch arrays as the loop does: as many read, written, and updated in place, as large as the loop's. A
                processor reads a line of its cache before it writes to it, which no rate counts and which weighs most in
                the copy; outputs of 8 MiB or more the loop writes past the caches, without that, and so does the kernel of
                the last columns where that is faster. The copy does not. All rates are those of the shortest run. What fits
                into a cache tells of the cache, not of the memory.

                | shape | loop | MB | working set MB | ms | spread | GB/s | copy GB/s | share | same arrays GB/s | share |
                | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Map<String, Object> row : loops) {
            text.append(String.format(Locale.ROOT, "| %s | %s |", shape(row), row.get("loop")));
            if (!Boolean.TRUE.equals(row.get("right"))) {
                text.append(" wrong | | | | | | | | |\n");
                continue;
            }
            Map<?, ?> loop = times(row, LoopRow.LOOP);
            text.append(String.format(Locale.ROOT, " %s | %s | %s | %.0f %% | %.1f | %.1f | %.0f %% | %.1f | %.0f %% |\n",
                    millis(number(loop, "bytes") / 1e6), millis(number(row, "workingSetBytes") / 1e6),
                    millis(number(loop, "minMillis")), 100 * number(loop, "spread"), rate(row, LoopRow.LOOP),
                    rate(row, LoopRow.COPY), 100 * number(row, "shareOfCopy"), rate(row, LoopRow.SAME),
                    100 * number(row, "shareOfSame")));
        }
    }

    private static Map<?, ?> times(Map<String, Object> row, String who) {
        return (Map<?, ?>) ((Map<?, ?>) row.get("times")).get(who);
    }

    private static double rate(Map<String, Object> row, String who) {
        return number(times(row, who), "bestGigabytesPerSecond");
    }

    /** A row's shape: its name, or its sizes. */
    static String shape(Map<String, Object> row) {
        return row.get("shape") != null ? row.get("shape").toString()
                : row.get("T") + "," + row.get("B") + "," + row.get("I") + "," + row.get("H");
    }

    private static double number(Map<?, ?> map, String name) {
        return ContestTable.number(map, name);
    }

    private static String millis(double value) {
        return ContestTable.millis(value);
    }
}

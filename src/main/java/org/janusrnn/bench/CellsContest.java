package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.janusrnn.cell.Cell;
import org.janusrnn.verify.Comparison;

/**
 * LSTM, JANET, MGU and IndRNN over one shape after another. Each is checked against the reference, then they take turns,
 * so that what else the computer does meets all of them.
 */
public final class CellsContest {
    private static final int MOST_RUNS = 5000;
    private static final double WARM_UP_SECONDS = 0.05;

    private final Sitting sitting;

    public CellsContest(Sitting sitting) {
        this.sitting = sitting;
    }

    /** One cell, ready. */
    private record Entry(String cell, JanusContestant janus) {
    }

    /** One row of all cells; null where it was stopped before it was done. */
    public CellsRow row(Extent extent, boolean bidirectional, Pass pass) {
        CellsRow result = new CellsRow(extent, bidirectional, pass);
        List<Entry> running = new ArrayList<>();
        try {
            for (Cell cell : CellsRow.CELLS) {
                if (sitting.ended()) {
                    return null;
                }
                ready(result, cell, running);
            }
            Random order = new Random(1);
            for (int round = 0; round < sitting.rounds(); round++) {
                // Nobody always comes behind the same one.
                Collections.shuffle(running, order);
                for (Entry each : running) {
                    if (sitting.ended()) {
                        return null;
                    }
                    sitting.tell(result.row(CellsRow.CELLS.get(0)) + ": " + each.cell + ", round " + (round + 1));
                    turn(each, result);
                }
            }
            return result;
        } finally {
            running.forEach(each -> each.janus.close());
        }
    }

    /** Checks a cell, and lets it run where it is right. */
    private void ready(CellsRow result, Cell cell, List<Entry> running) {
        Row row = result.row(cell);
        sitting.tell(row + ": reference");
        Content content = new Content(row);
        Oracle oracle = new Oracle(content);
        sitting.tell(row + ": check");
        JanusContestant janus = new JanusContestant(sitting.target(), content);
        running.add(new Entry(cell.name(), janus));
        janus.row().run();
        Comparison worst = oracle.worst(janus.row().results(), janus.target());
        if (!worst.passed()) {
            result.wrong(cell.name(), worst.toString());
            running.remove(running.size() - 1).janus.close();
        }
    }

    private void turn(Entry each, CellsRow result) {
        // What is as long as a whole turn needs no warming up but that of its first.
        double seconds = sitting.seconds();
        double last = result.lastMillis(each.cell);
        if (last < seconds * 1e3) {
            each.janus.run(last == 0 ? Math.min(WARM_UP_SECONDS, seconds) : seconds / 4, 1, MOST_RUNS);
        }
        result.add(each.cell, each.janus.run(seconds, 1, MOST_RUNS));
    }
}

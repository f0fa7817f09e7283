package org.janusrnn.layer;

import java.util.Map;
import java.util.TreeMap;
import org.janusrnn.cell.Cell;

/** How a recurrent layer stands in a network's architecture text: {@code lstm 64 layers=2 bidirectional}. */
final class RecurrentText {
    private RecurrentText() {
    }

    static String write(Cell cell, int hidden, RecurrentOptions options) {
        StringBuilder text = new StringBuilder(cell.name()).append(' ').append(hidden);
        for (Map.Entry<String, Object> constant : new TreeMap<>(cell.constants()).entrySet()) {
            if (constant.getKey().equals("BETA")) {
                text.append(" beta=").append(constant.getValue());
            }
        }
        if (options.layers > 1) {
            text.append(" layers=").append(options.layers);
        }
        if (options.bidirectional) {
            text.append(" bidirectional");
        }
        if (!options.bias) {
            text.append(" nobias");
        }
        if (options.dropout > 0) {
            text.append(" dropout=").append(options.dropout);
        }
        if (options.name != null) {
            text.append(" name=").append(options.name);
        }
        return text.toString();
    }
}

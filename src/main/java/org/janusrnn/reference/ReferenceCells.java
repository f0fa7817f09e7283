package org.janusrnn.reference;

/** The cells by the names that files of test vectors call them. */
public final class ReferenceCells {

    private ReferenceCells() {}

    /** A cell by name; JANET with beta 0. */
    public static ReferenceCell of(String name) {
        return of(name, 0, 0);
    }

    /**
     * A cell by name.
     *
     * @param name       {@code lstm}, {@code gru_reset_before}, ...
     * @param projection size of the LSTM's projected state, 0 for none; other cells have none.
     * @param beta       JANET's beta; without meaning to other cells.
     * @throws IllegalArgumentException where there is no such cell.
     */
    public static ReferenceCell of(String name, int projection, double beta) {
        if (projection > 0 && !name.startsWith("lstm")) {
            throw new IllegalArgumentException("cell " + name + " has no projection; only the LSTM has");
        }
        return switch (name) {
            case "rnn_tanh" -> RnnReference.tanh();
            case "rnn_relu" -> RnnReference.relu();
            case "lstm" -> LstmReference.plain().withProjection(projection);
            case "lstm_peephole" -> LstmReference.plain().withPeepholes().withProjection(projection);
            case "lstm_layer_norm" -> LayerNormLstmReference.plain();
            case "gru_layer_norm" -> GruReference.plain().withLayerNorm();
            case "gru" -> GruReference.plain();
            case "gru_reset_before" -> GruResetBeforeReference.plain();
            case "janet" -> JanetReference.withBeta(beta);
            case "mgu" -> MguReference.plain();
            case "indrnn_tanh" -> IndrnnReference.tanh();
            case "indrnn_relu" -> IndrnnReference.relu();
            default -> throw new IllegalArgumentException("no cell is called " + name);
        };
    }
}

package org.janusrnn.layer;

import org.janusrnn.tensor.Tensor;

/**
 * Sequences that a network reads piece by piece, as they come: each call goes on where the one before ended, and together
 * they give what one call with the whole sequences would. The states stay on the device. A network may have several
 * sessions; they know nothing of each other.
 *
 * <p>"The same" is to the bit where sums run in the same order, as the tiled way's do. In the wide way a row that stands
 * alone in its tile is summed in another order, so results may differ by rounding.
 *
 * <p>Where a piece is refused, as too large for the device, the session goes on as if it had not come; where the device
 * fails over it, the states are lost, and all is refused until they are reset or set. To be closed before its network;
 * closed, it refuses all with an {@link IllegalStateException}.
 */
public final class Session implements AutoCloseable {
    private final Network network;
    private final CarriedStates states;

    Session(Network network) {
        this.network = network;
        states = new CarriedStates(network);
    }

    /**
     * The output for the next steps of the sequences.
     *
     * @param piece one or more steps of as many sequences as the piece before had; with lengths, a sequence's next piece
     *              follows its last valid step. Initial states, where it has any, take the place of those carried.
     * @return {@code [T, B, F]}; behind a last-step head {@code [1, B, F]}, the output at the piece's last step.
     * @throws IllegalArgumentException where it has other sequences: {@link #reset} starts anew.
     */
    public Tensor predict(Batch piece) {
        return network.exclusively(() -> {
            NetworkPlan plan = network.plan(piece, Mode.INFERENCE, states);
            plan.begin(piece, 0, states);
            try {
                plan.forward();
                return plan.readOutput();
            } catch (RuntimeException | Error e) {
                states.spoil();
                throw e;
            }
        });
    }

    /**
     * The class with the best score at each of the next steps.
     *
     * @return as {@link Network#classify}.
     */
    public int[] classify(Batch piece) {
        return network.classes(predict(piece), piece);
    }

    /** The next piece is the start of sequences. */
    public void reset() {
        states.reset();
    }

    /** A copy of the states that the next piece starts from; null where these are zeros. */
    public States states() {
        return network.exclusively(states::read);
    }

    /**
     * The next piece starts from these states.
     *
     * @param given those of the first recurrent layer, and of others behind it; null: zeros.
     * @throws IllegalArgumentException where they do not fit the network.
     */
    public void states(States given) {
        network.exclusively(() -> {
            states.write(given);
            return null;
        });
    }

    @Override
    public void close() {
        states.close();
    }
}

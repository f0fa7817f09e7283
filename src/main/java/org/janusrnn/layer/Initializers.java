package org.janusrnn.layer;

/**
 * The ways to start recurrent layers that the literature names. Other layers start as PyTorch's, whichever is chosen.
 */
public final class Initializers {
    private Initializers() {
    }

    /**
     * PyTorch's, the default: everything uniform within 1 / sqrt(H). IndRNN's u, which PyTorch does not have, is uniform
     * in [0, 1), as its authors have it where the length of sequences is not known.
     */
    public static RecurrentInitializer pytorch() {
        return new PytorchInitializer();
    }

    /**
     * Input weights uniform by Glorot and Bengio (2010), recurrent weights orthogonal (Saxe et al. 2014), both for each
     * gate by itself; biases 0, but for the forget gate of LSTM and JANET 1 (Jozefowicz et al. 2015). IndRNN's u is
     * uniform in [-0.5, 0.5), peepholes are 0.
     */
    public static RecurrentInitializer glorotOrthogonal() {
        return glorotOrthogonal(1);
    }

    /** The same with another bias for the forget gate. */
    public static RecurrentInitializer glorotOrthogonal(double forgetBias) {
        return new GlorotOrthogonalInitializer(forgetBias);
    }

    /**
     * Chrono initialisation (Tallec and Ollivier 2018, arXiv 1804.11188) for JANET and LSTM: biases of the forget gate are
     * log U(1, tMax - 1), so that units forget over all spans of time up to tMax. LSTM's input gate has the negative of
     * them; every other bias is 0. Weights are uniform by Glorot and Bengio, over input and state together, as in the
     * code of JANET's authors (van der Westhuizen and Lasenby 2018, arXiv 1804.04849).
     *
     * @param tMax the longest dependency expected, above 2; JANET's authors take the length of the longest sequence.
     */
    public static RecurrentInitializer chrono(double tMax) {
        return new ChronoInitializer(tMax);
    }

    /**
     * IndRNN's own (Li et al. 2018, arXiv 1803.04831, and their code): u such that what a unit holds is not multiplied by
     * more than {@code magnitude} over a whole sequence. Training keeps it so, clipping u after each step.
     *
     * @param steps     T, the length of the sequences.
     * @param magnitude above 1; the authors take 2 for the adding problem, 5 for pixel-wise MNIST.
     */
    public static IndrnnInitializer indrnn(int steps, double magnitude) {
        return new IndrnnInitializer(steps, magnitude, null, 0);
    }
}

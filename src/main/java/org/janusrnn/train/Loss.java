package org.janusrnn.train;

/** What a network is trained to make small. */
public enum Loss {
    /** Softmax cross-entropy with a class a row, the mean over the rows that have one: PyTorch's CrossEntropyLoss. */
    CROSS_ENTROPY,
    /** Squared difference, the mean over all numbers that are not padding: PyTorch's MSELoss. */
    SQUARED_ERROR
}

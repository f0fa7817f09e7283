package org.janusrnn.train;

/**
 * One epoch of training.
 *
 * @param epoch      its number, from 1.
 * @param loss       mean of the losses of its steps.
 * @param validation how the network did on the validation set afterwards; null where there is none.
 */
public record EpochResult(int epoch, double loss, Score validation) {
}

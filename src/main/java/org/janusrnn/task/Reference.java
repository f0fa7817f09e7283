package org.janusrnn.task;

/**
 * A figure to hold an experiment against.
 *
 * @param name  who reached it, and by what.
 * @param value the figure.
 */
public record Reference(String name, double value) {
}

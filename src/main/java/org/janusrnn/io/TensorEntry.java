package org.janusrnn.io;

import org.janusrnn.tensor.Shape;

/**
 * What the header says of one tensor, already checked.
 *
 * @param begin first byte of the data, counted from the end of the header.
 * @param end   first byte behind the data.
 */
record TensorEntry(String name, Dtype dtype, Shape shape, long begin, long end) {

    long bytes() {
        return end - begin;
    }
}

package org.janusrnn.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.tensor.Tensor;

/** Results of sequences that ran alone, put together as a padded batch has them. */
final class Sequences {
    private Sequences() {
    }

    /**
     * Time steps and states side by side, 0 behind a sequence's end; gradients of parameters added up.
     *
     * @param alone the results of each sequence.
     * @param like  names and shapes of the batch's results.
     */
    static Map<String, Tensor> together(List<Map<String, Tensor>> alone, Map<String, Tensor> like) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        like.forEach((name, shape) -> {
            Tensor whole = Tensor.zeros(shape.shape().toArray());
            for (int b = 0; b < alone.size(); b++) {
                Tensor part = alone.get(b).get(name);
                if (shape.shape().rank() == 3) {
                    place(part, whole, b);
                } else {
                    for (int i = 0; i < part.data().length; i++) {
                        whole.data()[i] += part.data()[i];
                    }
                }
            }
            all.put(name, whole);
        });
        return all;
    }

    /** {@code [rows, 1, width]} into sequence b of {@code [more rows, B, width]}. */
    private static void place(Tensor part, Tensor whole, int b) {
        int batch = whole.shape().dim(1);
        int width = whole.shape().dim(2);
        for (int i = 0; i < part.shape().dim(0); i++) {
            System.arraycopy(part.data(), i * width, whole.data(), (i * batch + b) * width, width);
        }
    }
}

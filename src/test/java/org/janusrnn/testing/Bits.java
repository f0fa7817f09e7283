package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.janusrnn.tensor.Tensor;

/** Equality to the last bit: NaN equals NaN, 0 is not -0. */
public final class Bits {
    private Bits() {
    }

    /** The results that are not the same to the bit, a line for each. */
    public static List<String> differences(Map<String, Tensor> some, Map<String, Tensor> others) {
        List<String> differences = new ArrayList<>();
        if (!some.keySet().equals(others.keySet())) {
            differences.add(some.keySet() + " against " + others.keySet());
        }
        some.forEach((name, tensor) -> {
            float[] a = tensor.data();
            float[] b = others.get(name).data();
            int at = Arrays.mismatch(a, b);
            if (at >= 0) {
                differences.add(name + " at " + at + ": " + (at < a.length ? a[at] : "nothing") + " against "
                        + (at < b.length ? b[at] : "nothing"));
            }
        });
        return differences;
    }
}

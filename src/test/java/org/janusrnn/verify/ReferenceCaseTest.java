package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.StackPass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The double-precision reference against every case that libtorch computed in double precision. */
class ReferenceCaseTest {
    /** Stored results are rounded to float: half a unit in the last place, and a little for the double arithmetic. */
    static final double ROUNDING = Math.scalb(1.001, -24);

    /** A sum of some thousand products in another order, relative to the sum of their magnitudes. */
    private static final double SUMMATION = 1e-14;

    static List<Path> cases() {
        return GoldenFolder.cases();
    }

    @Test
    void allCasesAreHere() {
        assertThat(cases()).hasSize(57);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReproduced(Path path) {
        GoldenCase golden = GoldenCase.read(path);
        Map<String, DoubleTensor> inputs = DoubleTensor.of(golden.inputs());
        Map<String, DoubleTensor> upstream = DoubleTensor.of(golden.upstream());
        StackPass pass = ReferenceStack.of(cell(golden.network()), DoubleTensor.of(golden.parameters()))
                .forward(inputs.get("x"), golden.lengths().orElse(null), inputs.get("h0"), inputs.get("c0"));
        StackPass.Gradients gradients =
                pass.backward(upstream.get("y"), upstream.get("hn"), upstream.get("cn"));

        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        results.putAll(Map.of("y", pass.y(), "hn", pass.hn(), "cn", pass.cn()));
        results.putAll(Map.of("grad_x", gradients.x(), "grad_h0", gradients.h0(), "grad_c0", gradients.c0()));
        gradients.parameters().forEach((name, gradient) -> results.put("grad_" + name, gradient));
        golden.expected().forEach((name, want) -> {
            DoubleTensor expected = DoubleTensor.of(want);
            assertThat(results).containsKey(name);
            assertThat(results.get(name).maxDifference(expected)).as(name)
                    .isLessThanOrEqualTo(ROUNDING * expected.maxAbs());
        });

        double loss = 0;
        double magnitude = 0;
        for (String name : upstream.keySet()) {
            double[] result = results.get(name).data();
            for (int k = 0; k < result.length; k++) {
                double product = result[k] * upstream.get(name).data()[k];
                loss += product;
                magnitude += Math.abs(product);
            }
        }
        // The loss is stored in full, so here double precision is compared with double precision.
        assertThat(loss).isCloseTo(golden.loss(), within(SUMMATION * magnitude));
    }

    static ReferenceCell cell(GoldenNetwork network) {
        return ReferenceCells.of(network.cell(), network.projection(), network.beta());
    }
}

package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.OnnxCase;

/** The recurrent operators of ONNX, by the tests that ONNX and ONNX Runtime have for them. */
class OnnxOperatorsTest {
    /** ONNX Runtime's own for these tests; their expected values are printed with six digits and more. */
    private static final double TOLERANCE = 1e-5;
    /** Cells that a slow compiler builds: of RNN, GRU and LSTM the first that comes, and the first that is unusual. */
    private static final Set<String> FEW = Set.of("ort_rnn_RNN_bidirectional_with_sequence_lens",
            "ort_gru_TestGRUOpForwardActivation", "ort_lstm_TestLSTMForwardClip", "ort_lstm_TestLSTMForwardInputForget");

    @EveryWay
    void node(DeviceAndWay on) {
        run(on, OnnxCase.of("node"), 12);
    }

    @EveryWay
    void runtimeOps(DeviceAndWay on) {
        run(on, OnnxCase.of("runtime-ops"), 51);
    }

    private static void run(DeviceAndWay on, List<OnnxCase> cases, int count) {
        assertThat(cases).hasSize(count);
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (OnnxCase each : on.slow() ? few(cases) : cases) {
                Map<String, Double> errors = each.errors(engine);
                assertThat(errors).as(each.toString()).isNotEmpty();
                errors.forEach((name, error) -> {
                    if (!(error <= TOLERANCE)) {
                        failures.add(each + ": " + name + " is off by " + error);
                    }
                });
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A slow compiler takes tens of seconds for each form of a cell: it gets the unusual ones, and what they share. */
    private static List<OnnxCase> few(List<OnnxCase> cases) {
        Set<List<Object>> kernels = new HashSet<>();
        cases.stream().filter(each -> FEW.contains(each.toString())).forEach(each -> kernels.add(each.kernels()));
        return cases.stream().filter(each -> kernels.contains(each.kernels())).toList();
    }
}

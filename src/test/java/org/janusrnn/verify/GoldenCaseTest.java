package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenCaseTest {

    static Stream<Path> files() {
        return GoldenFolder.cases().stream();
    }

    static List<?> index() throws IOException {
        Map<String, Object> index = JSON.std.mapFrom(Files.readString(GoldenFolder.path().resolve("index.json")));
        return (List<?>) index.get("cases");
    }

    @Test
    void allFilesOfTheIndexAreThere() throws IOException {
        assertThat(index()).hasSize(57);
        assertThat(index().stream().map(entry -> ((Map<?, ?>) entry).get("file").toString()))
                .containsExactlyInAnyOrderElementsOf(files().map(file -> file.getFileName().toString()).toList());
    }

    @ParameterizedTest
    @MethodSource("index")
    void agreesWithTheIndex(Map<String, Object> entry) throws IOException, NoSuchAlgorithmException {
        Path file = GoldenFolder.path().resolve((String) entry.get("file"));
        GoldenCase golden = GoldenCase.read(file);
        GoldenNetwork network = golden.network();

        assertThat(golden.name() + ".safetensors").isEqualTo(entry.get("file"));
        assertThat(network.cell()).isEqualTo(entry.get("cell"));
        assertThat(network.layers()).isEqualTo(entry.get("num_layers"));
        assertThat(network.directions() == 2).isEqualTo(entry.get("bidirectional"));
        assertThat(network.bias()).isEqualTo(entry.get("bias"));
        assertThat(network.steps()).isEqualTo(entry.get("seq_len"));
        assertThat(network.batch()).isEqualTo(entry.get("batch"));
        assertThat(network.inputs()).isEqualTo(entry.get("input_size"));
        assertThat(network.hidden()).isEqualTo(entry.get("hidden_size"));
        assertThat(network.projection()).isEqualTo(entry.get("proj_size"));
        assertThat(golden.lengths().isPresent()).isEqualTo(entry.get("variable_lengths"));
        assertThat(golden.zeroInitialState()).isEqualTo("zero".equals(entry.get("initial_state")));
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))))
                .isEqualTo(entry.get("sha256"));
    }

    /** That the right tensors were read from the right places: the loss is what the metadata says. */
    @ParameterizedTest
    @MethodSource("files")
    void lossFollowsFromOutputsAndTheirFactors(Path file) {
        GoldenCase golden = GoldenCase.read(file);
        double loss = 0;
        double magnitude = 0;
        for (Map.Entry<String, Tensor> factors : golden.upstream().entrySet()) {
            float[] outputs = golden.expected().get(factors.getKey()).data();
            for (int i = 0; i < outputs.length; i++) {
                double term = (double) outputs[i] * factors.getValue().data()[i];
                loss += term;
                magnitude += Math.abs(term);
            }
        }
        // Every stored output is off by at most half a unit in its last of 24 bits.
        assertThat(golden.loss()).isCloseTo(loss, within(0x1p-23 * magnitude + 1e-30));
        assertThat(golden.nonFinite()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void expectedResultsPassAndAnErrorFails(Path file) {
        GoldenCase golden = GoldenCase.read(file);

        golden.expected().forEach((result, want) -> {
            assertThat(golden.compare(result, want).passed()).as(result).isTrue();
            float[] wrong = want.data().clone();
            wrong[wrong.length - 1] += (float) (3 * golden.tolerance(result) + 1e-30);
            assertThat(golden.compare(result, new Tensor(want.shape(), wrong)).passed()).as(result).isFalse();
        });
    }

    @Test
    void bidirectionalLstmWithProjection() {
        GoldenCase golden = GoldenCase.read(GoldenFolder.file("lstm-l2-bi-t6-b2-i7-h11-p3"));
        GoldenNetwork network = golden.network();

        assertThat(network.gates()).containsExactly("i", "f", "g", "o");
        assertThat(network.outputs()).isEqualTo(3);
        assertThat(network.states()).isEqualTo(4);
        assertThat(golden.inputs()).containsOnlyKeys("x", "h0", "c0");
        assertThat(golden.inputs().get("c0").shape()).isEqualTo(Shape.of(4, 2, 11));
        assertThat(golden.upstream()).containsOnlyKeys("y", "hn", "cn");
        assertThat(golden.parameters()).hasSize(20).containsKeys("weight_hr_l1_reverse", "bias_hh_l0");
        assertThat(golden.expected()).hasSize(3 + 3 + 20).containsKeys("cn", "grad_c0", "grad_weight_hr_l1_reverse");
        assertThat(golden.expected().get("y").shape()).isEqualTo(Shape.of(6, 2, 6));
        assertThat(golden.lengths()).isEmpty();
    }

    @Test
    void lengthsAndBeta() {
        GoldenCase golden = GoldenCase.read(GoldenFolder.file("janet-l1-bi-t8-b5-i3-h7-beta1-var"));

        assertThat(golden.lengths().orElseThrow()).containsExactly(5, 2, 1, 8, 1);
        assertThat(golden.network().beta()).isEqualTo(1);
        assertThat(golden.inputs()).containsOnlyKeys("x", "h0");
        assertThat(golden.parameters()).containsOnlyKeys("weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse");
        assertThat(GoldenCase.read(GoldenFolder.file("janet-l1-uni-t7-b3-i5-h8")).network().beta()).isZero();
    }

    @Test
    void toleranceIsTheLargerOfTheTwo() {
        GoldenCase usual = GoldenCase.read(GoldenFolder.file("gru-l1-bi-nobias-t6-b12-i10-h2"));
        // 4e-6 * 0.8965 is above 20 * 1.074e-7
        assertThat(usual.tolerance("y")).isCloseTo(3.586e-6, within(1e-12));
        GoldenCase rough = GoldenCase.read(GoldenFolder.file("rnn-relu-l3-bi-nobias-t45-b3-i33-h24"));
        // 20 * 0.0008208 is above 4e-6 * 460.8
        assertThat(rough.tolerance("grad_weight_hh_l2")).isCloseTo(0.016416, within(1e-9));
        assertThatIllegalArgumentException().isThrownBy(() -> usual.tolerance("grad_c0"))
                .withMessageContaining("expects no result 'grad_c0'");
    }
}

package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTrainingTest {

    static Stream<Path> files() {
        return GoldenFolder.trainings().stream();
    }

    @Test
    void allAreThere() {
        assertThat(files()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsWhole(Path file) {
        GoldenTraining golden = GoldenTraining.read(file);

        assertThat(golden.name() + ".safetensors").isEqualTo(file.getFileName().toString());
        assertThat(golden.path()).isEqualTo(file);
        assertThat(golden.steps()).isEqualTo(25);
        assertThat(golden.batches().count()).isEqualTo(3);
        assertThat(golden.losses()).hasSize(25);
        assertThat(golden.gradNorms()).hasSize(25);
        assertThat(golden.losses()).doesNotHaveDuplicates();
        assertThat(golden.finalParameters().keySet()).isEqualTo(golden.parameters().keySet());
        assertThat(golden.compareLosses(golden.losses()).passed()).isTrue();
        golden.parameters().forEach((name, initial) -> {
            assertThat(golden.compareFinal(name, golden.finalParameters().get(name)).passed()).as(name).isTrue();
            assertThat(golden.compareFinal(name, initial).passed()).as(name).isFalse();
        });
    }

    @Test
    void classesOfSequences() {
        GoldenTraining golden = GoldenTraining.read(GoldenFolder.path()
                .resolve("train/train-gru-l1-bi-t7-b4-i4-h8-h0zero-torch-seq-ce-adam-clip.safetensors"));
        GoldenBatches batches = golden.batches();

        assertThat(golden.head()).isEqualTo(GoldenTraining.Head.EVERY_STEP);
        assertThat(golden.loss()).isEqualTo(GoldenTraining.Loss.CROSS_ENTROPY);
        assertThat(golden.optimizer()).isEqualTo(new GoldenTraining.Optimizer("adam", 0.02, 0, 0, 0.5));
        assertThat(golden.outputs()).isEqualTo(4);
        assertThat(golden.network().directions()).isEqualTo(2);
        assertThat(batches.x(2).shape()).isEqualTo(Shape.of(7, 4, 4));
        assertThat(IntStream.range(0, 3).flatMap(batch -> IntStream.of(batches.classes(batch))).toArray())
                .hasSize(3 * 7 * 4).containsOnly(0, 1, 2, 3);
        assertThat(batches.classes(0)).isNotEqualTo(batches.classes(1));
        assertThat(batches.x(0).data()).isNotEqualTo(batches.x(1).data());
        assertThatIllegalStateException().isThrownBy(() -> batches.target(0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batches.x(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batches.classes(3));
        assertThatIllegalArgumentException().isThrownBy(() -> golden.compareFinal("fc", Tensor.zeros(1)))
                .withMessageContaining("has no parameter 'fc'");
    }

    @Test
    void wantedOutputsOfFinalStates() {
        GoldenTraining golden = GoldenTraining.read(GoldenFolder.path()
                .resolve("train/train-rnn-tanh-l1-uni-t6-b4-i3-h8-h0zero-torch-last-mse-sgd.safetensors"));

        assertThat(golden.head()).isEqualTo(GoldenTraining.Head.FINAL_STATE);
        assertThat(golden.loss()).isEqualTo(GoldenTraining.Loss.SQUARED_ERROR);
        assertThat(golden.optimizer()).isEqualTo(new GoldenTraining.Optimizer("sgd", 0.1, 0, 0, 0));
        assertThat(golden.batches().target(1).shape()).isEqualTo(Shape.of(4, 2));
        assertThatIllegalStateException().isThrownBy(() -> golden.batches().classes(0));
    }

    @Test
    void momentumDecayAndClipping() {
        GoldenTraining golden = GoldenTraining.read(GoldenFolder.path()
                .resolve("train/train-lstm-l2-uni-t6-b4-i3-h9-h0zero-torch-seq-mse-sgd-clip.safetensors"));

        assertThat(golden.optimizer()).isEqualTo(new GoldenTraining.Optimizer("sgd", 0.2, 0.9, 1e-4, 1));
        assertThat(golden.batches().target(0).shape()).isEqualTo(Shape.of(6, 4, 1));
    }
}

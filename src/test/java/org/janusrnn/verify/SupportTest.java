package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that Janus cannot run in its own form is never run in another. */
class SupportTest {
    @TempDir
    Path folder;

    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Tensor> tensors = new HashMap<>();

    private void load(String name) {
        SafetensorsFile file = Safetensors.read(GoldenFolder.file(name));
        metadata.putAll(file.metadata());
        file.names().forEach(tensor -> tensors.put(tensor, file.tensor(tensor)));
    }

    private String reason() {
        Path file = folder.resolve("changed.safetensors");
        Safetensors.write(file, metadata, tensors);
        return Support.of(GoldenFile.read(file)).reason();
    }

    @Test
    void aCellThatIsNotThere() {
        load("mgu-l1-uni-t8-b3-i5-h8");
        assertThat(reason()).isNull();
        metadata.put("cell", "sru");
        assertThat(reason()).isEqualTo("there is no cell sru yet");
    }

    @Test
    void aProjectionOfACellThatHasNone() {
        load("lstm-l1-uni-t7-b3-i6-h12-p5");
        assertThat(reason()).isNull();
        metadata.put("cell", "gru");
        assertThat(reason()).isEqualTo("there is no gru with a projection");
    }

    @Test
    void anotherOrderOfGates() {
        load("lstm-l1-uni-t6-b3-i4-h8-sat");
        assertThat(reason()).isNull();
        metadata.put("gate_order", "i,o,f,g");
        assertThat(reason()).isEqualTo("the file has the gates of lstm as i,o,f,g, Janus takes i,f,g,o");
    }

    @Test
    void everyCellHasItsGates() {
        for (Cell cell : Cells.all()) {
            String name = cell.name().replace('_', '-');
            if (cell.constants().containsKey("COUPLED") || cell.normalised()) {
                continue;    // the golden format has no such cell
            }
            Path file = GoldenFolder.cases().stream()
                    .filter(each -> each.getFileName().toString().startsWith(name + "-l1-uni")).findFirst()
                    .orElseThrow();
            assertThat(Support.of(GoldenFile.read(file)).reason()).as(cell.name()).isNull();
        }
    }

    @Test
    void aParameterThatTheCellHasNot() {
        load("lstm-l1-uni-t6-b3-i4-h8-sat");
        tensors.put("weight_peephole_l0", Tensor.zeros(24));
        tensors.put("grad_weight_peephole_l0", Tensor.zeros(24));
        metadata.put("float32_max_abs_error", with(metadata.get("float32_max_abs_error")));
        metadata.put("max_abs", with(metadata.get("max_abs")));
        assertThat(reason()).isEqualTo("the file has a weight_peephole_l0, Janus's lstm has none");
    }

    private static String with(String json) {
        return json.replaceFirst("\\{", "{\"grad_weight_peephole_l0\":0,");
    }

    @Test
    void aParameterOfAnotherShape() {
        load("rnn-relu-l2-uni-nobias-t8-b8-i4-h7");
        tensors.put("weight_hh_l1", Tensor.zeros(7));
        tensors.put("grad_weight_hh_l1", Tensor.zeros(7));
        assertThat(reason()).isEqualTo("weight_hh_l1 has shape [7] in the file, [7, 7] in Janus's rnn_relu");
    }

    @Test
    void anotherOptimiser() {
        load("train/train-lstm-l2-uni-t6-b4-i3-h9-h0zero-torch-seq-mse-sgd-clip");
        assertThat(reason()).isNull();
        metadata.put("optimizer", "lion");
        assertThat(reason()).isEqualTo("there is no optimiser lion yet");
    }
}

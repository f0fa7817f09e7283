package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellBuilder;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;
import org.junit.jupiter.api.io.TempDir;

/** A model with a cell of the user's own keeps the cell's name and constants; whoever reads it brings the cell. */
class OwnCellModelTest {
    private static final String PAGE = """
            void cell_forward(REAL *a, REAL *s, const REAL *v) { s[0] = GAIN * a[0] + s[0]; }
            void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv) { a[0] = GAIN * d[0]; }
            """;

    @TempDir
    Path folder;

    private static CellBuilder cell(String name) {
        return Cell.builder(name).pageText(PAGE).slots(1);
    }

    @EveryDevice
    void itIsReadWithItsCell(ClDevice device) {
        Cell cell = cell("dropout").constant("GAIN", 0.5f).build();     // a layer's name is no trouble
        Path file = folder.resolve("model.safetensors");
        Batch batch = Batch.of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 1, 2));
        try (Engine engine = Engine.builder().device(device).open()) {
            Tensor want;
            try (Network network = Network.builder(engine).input(2).recurrent(cell, 3, r -> r.layers(2).bidirectional())
                    .linear(1).build()) {
                assertThat(network.architecture())
                        .isEqualTo("input 2; cell dropout 3 GAIN=0.5 page="
                        + cell.fingerprint() + " layers=2 bidirectional; linear 1");
                network.save(file);
                want = network.predict(batch);
            }
            Cell other = cell("other").constant("GAIN", 1).build();
            try (Network network = Network.read(engine, file, other, cell)) {
                assertThat(network.predict(batch).data()).isEqualTo(want.data());
            }
            assertThatThrownBy(() -> Network.read(engine, file)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageEndingWith("the network has a cell of its maker's own, 'dropout'; its description must be "
                            + "given (--cell FILE.json, or in Java with the model's path)");
            assertThatThrownBy(() -> Network.read(engine, file, other)).hasMessageEndingWith(", not only that of other");
            assertThatThrownBy(() -> Network.read(engine, file, cell("dropout").constant("GAIN", 1f).build()))
                    .hasMessageEndingWith("the network was made with another cell 'dropout': its constant GAIN was 0.5, "
                            + "now it is 1.0");
        }
    }
}

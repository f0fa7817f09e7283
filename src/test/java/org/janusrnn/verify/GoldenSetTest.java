package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.junit.jupiter.api.Test;

class GoldenSetTest {
    private static final long MOST_BYTES = 150_000;

    @Test
    void aFolderWithItsTrainingRuns() {
        try (GoldenSet set = GoldenSet.of(GoldenFolder.path())) {
            assertThat(set.files()).hasSize(62).containsAll(GoldenFolder.cases())
                    .containsAll(GoldenFolder.trainings());
            assertThat(set.files().stream().map(set::name)).contains("lstm-l1-uni-t1-b1-i1-h2",
                    "train/train-gru-l1-bi-t7-b4-i4-h8-h0zero-torch-seq-ce-adam-clip");
        }
    }

    @Test
    void theBundledFilesAreThoseOfTheWholeSetAndGoWhenClosed() throws IOException {
        List<Path> files;
        Set<String> cells = new TreeSet<>();
        try (GoldenSet set = GoldenSet.bundled()) {
            files = set.files();
            long bytes = 0;
            for (Path file : files) {
                assertThat(file).hasSameBinaryContentAs(GoldenFolder.file(set.name(file)));
                cells.add(GoldenFile.read(file).network().cell());
                bytes += Files.size(file);
            }
            assertThat(bytes).isLessThan(MOST_BYTES);
        }
        assertThat(cells).containsAll(Cells.all().stream().map(Cell::name)
                .filter(name -> !name.endsWith("coupled") && !name.endsWith("layer_norm")).toList());
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file.getParent()).doesNotExist());
    }
}

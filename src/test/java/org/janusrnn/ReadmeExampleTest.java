package org.janusrnn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.PageExample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java runs as it stands there: compiled from the page, in a folder and a process of its own. */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");

    @TempDir
    Path folder;

    private String example;

    @BeforeEach
    void read() throws Exception {
        example = PageExample.blocks(README).get(0);
    }

    @Test
    void itTrainsSavesAndClassifies() throws Exception {
        List<String> lines = PageExample.run(example, folder);
        List<Double> losses = PageExample.losses(lines);
        assertThat(losses).hasSizeGreaterThan(10);
        // A coin whose other side is known: from log 2 to next to nothing.
        assertThat(losses.get(0)).isGreaterThan(0.6);
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.05);
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("\\[[01](, [01])+\\]"));
        assertThat(lines).last().isEqualTo("open handles: 0");
        Path model = folder.resolve("next.safetensors");
        try (Engine engine = Engine.open(); Network network = Network.read(engine, model)) {
            assertThat(network.architecture()).isEqualTo("embedding 2 8; lstm 16 bidirectional; linear 2");
        }
    }

    @Test
    void itFitsOnAScreen() {
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(16);
    }
}

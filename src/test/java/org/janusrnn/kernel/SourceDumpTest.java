package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code JANUS_DUMP} writes can be compiled elsewhere: one whole file a program, with its options. */
class SourceDumpTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("janus.dump");
    }

    @Test
    void programsThatDifferGetFilesOfTheirOwn() throws IOException {
        assertThat(SourceDump.asked()).isNull();
        System.setProperty("janus.dump", folder.resolve("new/folder").toString());
        SourceDump dump = SourceDump.asked();
        dump.write("dense/pack.cl", "-DA=1", "kernel one");
        dump.write("dense/pack.cl", "-DA=2", "kernel one");
        dump.write("dense/pack.cl", "-DA=2", "kernel one");
        try (Stream<Path> files = Files.list(folder.resolve("new/folder"))) {
            List<Path> found = files.sorted().toList();
            assertThat(found).hasSize(2).allMatch(f -> f.getFileName().toString().matches("dense-pack-[0-9a-f]{8}.cl"));
            assertThat(found).map(Files::readString).containsExactlyInAnyOrder("// options: -DA=1\nkernel one",
                    "// options: -DA=2\nkernel one");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        System.setProperty("janus.dump", file.toString());
        assertThatThrownBy(() -> SourceDump.asked().write("dense/pack.cl", "", "")).isInstanceOf(
                UncheckedIOException.class).hasMessageContaining("JANUS_DUMP=" + file);
    }
}

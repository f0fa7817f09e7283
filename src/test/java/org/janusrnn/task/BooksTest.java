package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BooksTest {
    @TempDir
    Path folder;

    @Test
    void mobyDickIsThere() {
        assertThat(Books.mobyDick()).hasSizeGreaterThan(1_000_000).contains("Call me Ishmael.");
    }

    @Test
    void readsATextInUtf8() throws IOException {
        String text = "Süße Träume – «bis morgen»\n".repeat(500);
        Path file = Files.writeString(folder.resolve("text.txt"), text);
        assertThat(Books.read(file)).isEqualTo(text);
    }

    @Test
    void bytesThatAreNotUtf8AreNamedByTheirLine() throws IOException {
        byte[] bytes = "a line of text\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        bytes[15 * 41 + 3] = (byte) 0xE9;    // an e acute of ISO 8859-1 on line 42
        Path file = Files.write(folder.resolve("latin.txt"), bytes);
        assertThatThrownBy(() -> Books.read(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + ", line 42: this is not UTF-8 text: convert it first");
    }

    @Test
    void aShortTextIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("short.txt"), "Call me Ishmael.");
        assertThatThrownBy(() -> Books.read(file)).isInstanceOf(DataFileException.class)
                .hasMessageContaining("a text of 16 characters").hasMessageContaining("at least 10000");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Books.read(folder.resolve("none.txt"))).hasMessageContaining("none.txt")
                .hasCauseInstanceOf(NoSuchFileException.class);
    }
}

package org.janusrnn.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.janusrnn.cell.Cell.Slots;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cell's description as JSON. */
class CellFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writePage() throws IOException {
        Files.writeString(folder.resolve("mine.cl"), CellBuilderTest.PAGE);
        file = folder.resolve("mine.json");
    }

    private Cell read(String json) throws IOException {
        return CellFile.read(Files.writeString(file, json.replace('\'', '"')));
    }

    @Test
    void theShortestDescription() throws IOException {
        assertThat(read("{'name': 'mine', 'page': 'mine.cl', 'slots': 2}"))
                .isEqualTo(Cell.builder("mine").page(folder.resolve("mine.cl")).slots(2).build());
    }

    /** The description of the class's documentation, on a page that has what it needs. */
    @Test
    void everyKey() throws IOException {
        Files.writeString(folder.resolve("mine.cl"), CellBuilderTest.PAGE
                + "REAL cell_operand(REAL *a, const REAL *s, const REAL *v) { return s[0]; }\n"
                + "void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, REAL *d,\n"
                + "                           const REAL *v, REAL *dv) { d[0] += m; }\n");
        Cell cell = read("""
                {
                  'name': 'mine', 'page': 'mine.cl', 'slots': 3, 'states': 1,
                  'input': {'first': 0, 'blocks': [0, 1, 2]},
                  'recurrent': {'blocks': [0, 1]},
                  'operand': {'first': 2, 'blocks': [2]},
                  'vectors': {'count': 1, 'name': 'weight_u'},
                  'constants': {'BETA': 0.5, 'N': 2},
                  'recurrentBias': true, 'projectable': false
                }""");
        assertThat(cell).isEqualTo(Cell.builder("mine").page(folder.resolve("mine.cl")).slots(3).input(0, 0, 1, 2)
                .recurrent(0, 0, 1).operand(2, 2).vectors(1, "weight_u").constant("BETA", 0.5f).constant("N", 2)
                .recurrentBias(true).build());
        assertThat(cell.operand()).isEqualTo(Slots.of(2, 2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'name': 'mine'|line 1, column 16: Unexpected end-of-input",
        "[1]|it must be an object in braces, not [1]",
        "{'name': 'mine', 'page': 'mine.cl'}|'slots' is missing",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'slots': 3}|Duplicate",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': '2'}|'slots' must be a whole number, not 2",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'slot': 2}|'slot' is not known; there is name, page, slots, ",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'input': {'from': 2}}|'input.from' is not known; "
            + "there is first, blocks",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'input': {'first': 1}}|'input.blocks' must be a list of numbers"
            + "; it is missing",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'input': {'blocks': [0, 0.5]}}|'input.blocks' must be a list of "
            + "whole numbers, not [0, 0.5]",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'constants': {'B': 'x'}}|the constant 'B' must be a number",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 2, 'recurrentBias': 1}|'recurrentBias' must be true or false",
        "{'name': 'lstm', 'page': 'mine.cl', 'slots': 2}|cannot be called 'lstm': Janus has a cell of that name",
        "{'name': 'mine', 'page': 'mine.cl', 'slots': 9}|cell mine: a run of 9 gates from slot 0",
    })
    void faultsAreNamedWithTheFile(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class)
                .extracting(Throwable::getMessage).asString().startsWith(file + ": ").contains(message)
                .doesNotContain("\n");
    }

    @Test
    void faultsOfThePageAreNamedWithThePage() {
        Path page = folder.resolve("mine.cl");
        assertThatThrownBy(() -> read("{'name': 'mine', 'page': 'mine.cl', 'slots': 1}"))
                .hasMessageStartingWith(page + ":3: a[1] does not exist: cell mine is described with 1 slot, a[0]");
        assertThatThrownBy(() -> read("{'name': 'mine', 'page': 'yours.cl', 'slots': 1}"))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining(folder.resolve("yours.cl").toString());
        assertThatThrownBy(() -> CellFile.read(folder.resolve("nowhere.json")))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("nowhere.json");
        assertThatThrownBy(() -> CellFile.read(
                Files.write(file, "{'name': 'caf\u00e9'}".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessage(file + ": it is not a text in UTF-8");
    }
}

package org.janusrnn.cli;

import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFile;
import org.janusrnn.cell.Cells;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --cell} takes: the name of a cell, or the description of the user's own, a file that ends in .json. */
final class CellConverter implements ITypeConverter<Cell> {
    private static final String DESCRIPTION = ".json";

    @Override
    public Cell convert(String word) {
        if (!word.endsWith(DESCRIPTION)) {
            return Cells.named(word).orElseThrow(() -> new TypeConversionException("there is no cell '" + word
                    + "'; the cells are " + String.join(", ", Cells.all().stream().map(Cell::name).toList())
                    + ", or the description of your own, a file that ends in " + DESCRIPTION));
        }
        try {
            return CellFile.read(Path.of(word));
        } catch (UncheckedIOException | InvalidPathException e) {
            throw new TypeConversionException(Errors.describe(e));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

package org.janusrnn.cli;

import org.janusrnn.bench.Extent;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --shape} takes. */
final class ExtentConverter implements ITypeConverter<Extent> {
    @Override
    public Extent convert(String word) {
        try {
            return Extent.parse(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

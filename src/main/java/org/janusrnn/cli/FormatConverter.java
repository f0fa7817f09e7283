package org.janusrnn.cli;

import org.janusrnn.schedule.StorageFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --weights} and {@code --activations} take. */
final class FormatConverter implements ITypeConverter<StorageFormat> {
    @Override
    public StorageFormat convert(String word) {
        try {
            return StorageFormat.parse(word, "a storage format");
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

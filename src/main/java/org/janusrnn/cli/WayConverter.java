package org.janusrnn.cli;

import org.janusrnn.schedule.Way;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --way} takes where it names one way. */
final class WayConverter implements ITypeConverter<Way> {
    @Override
    public Way convert(String word) {
        try {
            return Way.parse(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

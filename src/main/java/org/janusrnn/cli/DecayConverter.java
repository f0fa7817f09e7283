package org.janusrnn.cli;

import org.janusrnn.train.StepDecay;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --decay} takes: a factor and a number of steps, as {@code 0.1,20000}. */
final class DecayConverter implements ITypeConverter<StepDecay> {
    @Override
    public StepDecay convert(String word) {
        String[] parts = word.split(",", -1);
        try {
            if (parts.length == 2) {
                return new StepDecay(Integer.parseInt(parts[1].strip()), Double.parseDouble(parts[0].strip()));
            }
        } catch (NumberFormatException e) {
            throw refused(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        throw refused(word);
    }

    private static TypeConversionException refused(String word) {
        return new TypeConversionException("'" + word + "' is no factor and number of steps, as 0.1,20000");
    }
}

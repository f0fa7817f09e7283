package org.janusrnn.verify;

import static org.janusrnn.io.SafetensorsException.quote;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;

/** The strings of a golden file's metadata as the numbers they stand for. Each fault names the file and the key. */
final class GoldenMetadata {
    // So that no product of two sizes overflows.
    private static final int LARGEST = 1 << 24;

    private final SafetensorsFile file;

    /** @throws SafetensorsException where the file is not of that format. */
    GoldenMetadata(SafetensorsFile file, String format) {
        this.file = file;
        String found = file.metadata().get("format");
        if (!format.equals(found)) {
            throw new SafetensorsException(file.path(), "is not a golden file: its metadata has "
                    + (found == null ? "no format" : "format " + quote(found)) + ", but '" + format + "' is needed");
        }
    }

    String text(String key) {
        return file.metadata(key);
    }

    boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw fault(key, "is " + quote(text(key)) + ", but true or false is needed");
        };
    }

    int size(String key) {
        int size = sizeOrZero(key);
        if (size == 0) {
            throw fault(key, "is 0, but must be above");
        }
        return size;
    }

    /** 0 also where the key is missing. */
    int sizeOrZero(String key, boolean optional) {
        return optional && !file.metadata().containsKey(key) ? 0 : sizeOrZero(key);
    }

    private int sizeOrZero(String key) {
        String text = text(key);
        try {
            int size = Integer.parseInt(text);
            if (size >= 0 && size <= LARGEST) {
                return size;
            }
        } catch (NumberFormatException notWhole) {
            // Told below, with what is out of range.
        }
        throw fault(key, "is " + quote(text) + ", but a whole number up to " + LARGEST + " is needed");
    }

    double number(String key) {
        String text = text(key);
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with what is not finite.
        }
        throw fault(key, "is " + quote(text) + ", but a finite number is needed");
    }

    double number(String key, double otherwise) {
        return file.metadata().containsKey(key) ? number(key) : otherwise;
    }

    /** A JSON object of numbers that are not negative. */
    Map<String, Double> numbers(String key) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        try {
            JSON.std.mapFrom(text(key)).forEach((name, value) -> {
                if (!(value instanceof Number number) || !(number.doubleValue() >= 0)
                        || Double.isInfinite(number.doubleValue())) {
                    throw fault(key, "holds for " + quote(name) + " not a finite number of 0 or above");
                }
                numbers.put(name, number.doubleValue());
            });
        } catch (IOException invalid) {
            throw fault(key, "is not a JSON object of numbers");
        }
        return numbers;
    }

    SafetensorsException fault(String key, String fault) {
        return new SafetensorsException(file.path(), "metadata '" + key + "' " + fault);
    }
}

package org.janusrnn.io;

import static org.janusrnn.io.SafetensorsException.quote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.tensor.Shape;

/** Parses the JSON of a header, token by token so that a key that comes twice is seen, and checks each tensor. */
final class HeaderReader {
    static final String METADATA = "__metadata__";

    private static final int MOST_AXES = 64;
    // Names come from the file: neither interned nor kept in a table shared between files.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Header.LONGEST).maxNameLength(Header.LONGEST).build())
            .build();

    private final Path path;
    private final long dataBytes;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private Map<String, String> metadata;
    private JsonParser json;

    /** @param dataBytes how many bytes of the file follow the header. */
    HeaderReader(Path path, long dataBytes) {
        this.path = path;
        this.dataBytes = dataBytes;
    }

    Header read(CharBuffer text, long dataStart) throws IOException {
        try (JsonParser parser = JSON.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            json = parser;
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                readMember(json.currentName());
            }
            if (json.nextToken() != null) {
                throw new SafetensorsException(path, "the header goes on behind its JSON object");
            }
        } catch (JsonProcessingException invalid) {
            JsonLocation place = invalid.getLocation();
            throw new SafetensorsException(path, "the header is not valid JSON"
                    + (place == null ? "" : " at its character " + place.getCharOffset()) + ": "
                    + invalid.getOriginalMessage(), invalid);
        }
        return new Header(dataStart, metadata == null ? Map.of() : Collections.unmodifiableMap(metadata),
                Collections.unmodifiableMap(entries));
    }

    private void readMember(String name) throws IOException {
        JsonToken value = json.nextToken();
        if (name.equals(METADATA)) {
            if (metadata != null) {
                throw new SafetensorsException(path, METADATA + " comes twice");
            }
            metadata = readMetadata(value);
            return;
        }
        if (entries.containsKey(name)) {
            throw new SafetensorsException(path, name, "comes twice in the header");
        }
        if (value != JsonToken.START_OBJECT) {
            throw new SafetensorsException(path, name, "is described by something that is not a JSON object");
        }
        entries.put(name, readEntry(name));
    }

    private Map<String, String> readMetadata(JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            throw new SafetensorsException(path, METADATA + " is not a JSON object");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new SafetensorsException(path, "the value of " + quote(key) + " in " + METADATA
                        + " is not a string");
            }
            if (pairs.put(key, json.getText()) != null) {
                throw new SafetensorsException(path, "the key " + quote(key) + " comes twice in " + METADATA);
            }
        }
        return pairs;
    }

    private TensorEntry readEntry(String name) throws IOException {
        String dtype = null;
        long[] dims = null;
        long[] offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(dtype == null, name, "has two dtypes");
                    require(value == JsonToken.VALUE_STRING, name, "dtype is not a string");
                    dtype = json.getText();
                }
                case "shape" -> {
                    require(dims == null, name, "has two shapes");
                    dims = readNumbers(name, field, MOST_AXES);
                }
                case "data_offsets" -> {
                    require(offsets == null, name, "has data_offsets twice");
                    offsets = readNumbers(name, field, 2);
                }
                default -> json.skipChildren();
            }
        }
        require(dtype != null, name, "has no dtype");
        require(dims != null, name, "has no shape");
        require(offsets != null, name, "has no data_offsets");
        require(offsets.length == 2, name, "data_offsets are not two numbers");
        return entry(name, dtype, dims, offsets[0], offsets[1]);
    }

    private long[] readNumbers(String name, String field, int most) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, name, field + " is not a JSON array");
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, name,
                    field + " holds something that is not a whole number");
            require(count < most, name, field + " holds more than " + most + " numbers");
            require(json.getNumberType() != JsonParser.NumberType.BIG_INTEGER, name,
                    field + " holds a number that does not fit in 64 bits");
            long number = json.getLongValue();
            require(number >= 0, name, field + " holds a negative number, " + number);
            numbers[count++] = number;
        }
        return Arrays.copyOf(numbers, count);
    }

    private TensorEntry entry(String name, String dtypeName, long[] dims, long begin, long end) {
        Dtype dtype = Dtype.named(dtypeName);
        require(dtype != null, name, "dtype " + quote(dtypeName) + " is unknown");
        String shape = Arrays.toString(dims);
        long bits = dtype.bits();
        int[] axes = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            require(dims[axis] <= Integer.MAX_VALUE, name,
                    "shape " + shape + " has an axis above " + Integer.MAX_VALUE + ", more than an array can have");
            axes[axis] = (int) dims[axis];
            require(bits == 0 || dims[axis] <= Long.MAX_VALUE / bits, name,
                    "shape " + shape + " overflows: its size does not fit in 64 bits");
            bits *= dims[axis];
        }
        String offsets = "data_offsets [" + begin + ", " + end + "]";
        require(begin <= end, name, offsets + " end before they begin");
        require(end <= dataBytes, name, offsets + " reach beyond the file's " + dataBytes
                + " bytes of data; the file is truncated or broken");
        require(bits % 8 == 0, name, dtype + " " + shape + " does not fill whole bytes");
        require(bits / 8 == end - begin, name, dtype + " " + shape + " takes " + bits / 8 + " bytes, " + offsets
                + " hold " + (end - begin));
        return new TensorEntry(name, dtype, Shape.of(axes), begin, end);
    }

    private void require(boolean condition, String tensor, String fault) {
        if (!condition) {
            throw new SafetensorsException(path, tensor, fault);
        }
    }
}

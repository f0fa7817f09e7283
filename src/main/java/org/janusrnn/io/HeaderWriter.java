package org.janusrnn.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.janusrnn.tensor.Tensor;

/** Makes the header of a file of F32 tensors whose data follows in the order of their names. */
final class HeaderWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int ALIGNMENT = 8;

    /** The length and the padded JSON, ready to be written. */
    static ByteBuffer header(Path path, SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
        byte[] text = utf8(path, json(metadata, tensors));
        // Spaces up to a multiple of 8 keep the data aligned for a reader that maps the file.
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > Header.LONGEST) {
            throw new SafetensorsException(path, "the header would take " + padded + " bytes, above the limit of "
                    + Header.LONGEST);
        }
        byte[] spaces = new byte[padded - text.length];
        Arrays.fill(spaces, (byte) ' ');
        return ByteBuffer.allocate(Header.LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded).put(text).put(spaces).flip();
    }

    private static byte[] utf8(Path path, String text) {
        try {
            // Strict, unlike String.getBytes, which would write another name than the one given.
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException lone) {
            throw new SafetensorsException(path, "cannot be written: a name or a metadata string holds half of a "
                    + "surrogate pair, which UTF-8 has no bytes for", lone);
        }
    }

    private static String json(Map<String, String> metadata, Map<String, Tensor> tensors) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(HeaderReader.METADATA);
                for (Map.Entry<String, String> pair : metadata.entrySet()) {
                    json.writeStringField(pair.getKey(), pair.getValue());
                }
                json.writeEndObject();
            }
            long at = 0;
            for (Map.Entry<String, Tensor> pair : tensors.entrySet()) {
                long end = at + (long) pair.getValue().data().length * Float.BYTES;
                json.writeObjectFieldStart(pair.getKey());
                json.writeStringField("dtype", Dtype.F32.name());
                json.writeFieldName("shape");
                int[] dims = pair.getValue().shape().toArray();
                json.writeArray(dims, 0, dims.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {at, end}, 0, 2);
                json.writeEndObject();
                at = end;
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a StringWriter does not fail", impossible);
        }
        return text.toString();
    }

    private HeaderWriter() {
    }
}

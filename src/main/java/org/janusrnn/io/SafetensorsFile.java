package org.janusrnn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * A checked safetensors file. Its header is in memory; a tensor's data is read from the file each time it is asked
 * for, straight into the array that is returned. Nothing is kept open, so there is nothing to close.
 *
 * <p>Every method that is given the name of a tensor throws {@link SafetensorsException} where the file has none of
 * that name; those that read data throw it also where the file changed after it was opened.
 */
public final class SafetensorsFile {
    // A multiple of every element's size, so that no element is cut in two.
    private static final int CHUNK_BYTES = 1 << 18;

    private final Path path;
    private final Stamp stamp;
    private final Header header;

    private SafetensorsFile(Path path, Stamp stamp, Header header) {
        this.path = path;
        this.stamp = stamp;
        this.header = header;
    }

    static SafetensorsFile open(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new SafetensorsException(path, Files.exists(path) ? "not a file" : "no such file");
            }
            Stamp stamp = Stamp.of(path);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                return new SafetensorsFile(path, stamp, Header.read(path, channel));
            }
        } catch (IOException failure) {
            throw new SafetensorsException(path, "cannot be read: " + failure, failure);
        }
    }

    public Path path() {
        return path;
    }

    /** The strings stored beside the tensors; unmodifiable, empty where there are none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** @throws SafetensorsException where the metadata has no such key. */
    public String metadata(String key) {
        String value = header.metadata().get(key);
        if (value == null) {
            throw new SafetensorsException(path, "metadata " + SafetensorsException.quote(key) + " is missing");
        }
        return value;
    }

    /** Names of the tensors in the order of the header; unmodifiable. */
    public Set<String> names() {
        return header.entries().keySet();
    }

    public boolean has(String name) {
        return header.entries().containsKey(name);
    }

    /** The element type as the file names it, such as {@code F32}. */
    public String dtype(String name) {
        return entry(name).dtype().name();
    }

    public Shape shape(String name) {
        return entry(name).shape();
    }

    /**
     * Reads a tensor of F32, kept bit by bit, or of F64, F16 or BF16, converted (F64 is rounded).
     *
     * @throws SafetensorsException where it has another type or takes more than 2 GiB.
     */
    public Tensor tensor(String name) {
        TensorEntry entry = entry(name);
        requireFloats(entry);
        float[] data = new float[arrayLength(entry, Float.BYTES)];
        FloatBuffer target = FloatBuffer.wrap(data);
        readData(entry, chunk -> entry.dtype().toFloats(chunk, target));
        return new Tensor(entry.shape(), data);
    }

    /**
     * Reads a tensor as {@link #tensor(String)} does, if it has the expected shape.
     *
     * @throws SafetensorsException also where it has another shape; its data is then not read.
     */
    public Tensor tensor(String name, Shape expected) {
        requireShape(name, expected);
        return tensor(name);
    }

    /**
     * Reads the elements of an I64 or I32 tensor, row-major.
     *
     * @throws SafetensorsException where it has another type or takes more than 2 GiB.
     */
    public long[] longs(String name) {
        TensorEntry entry = entry(name);
        if (!entry.dtype().readsAsLong()) {
            throw new SafetensorsException(path, name, "has dtype " + entry.dtype() + ", but I64 or I32 is needed");
        }
        long[] data = new long[arrayLength(entry, Long.BYTES)];
        LongBuffer target = LongBuffer.wrap(data);
        readData(entry, chunk -> entry.dtype().toLongs(chunk, target));
        return data;
    }

    /**
     * Reads elements as {@link #longs(String)} does, if the tensor has the expected shape.
     *
     * @throws SafetensorsException also where it has another shape; its data is then not read.
     */
    public long[] longs(String name, Shape expected) {
        requireShape(name, expected);
        return longs(name);
    }

    /**
     * Says whether {@link #tensor(String, Shape)} would find its tensor, without reading any data.
     *
     * @throws SafetensorsException where it would not.
     */
    public void require(String name, Shape expected) {
        requireFloats(entry(name));
        requireShape(name, expected);
        arrayLength(entry(name), Float.BYTES);
    }

    private void requireFloats(TensorEntry entry) {
        if (!entry.dtype().readsAsFloat()) {
            throw new SafetensorsException(path, entry.name(), "has dtype " + entry.dtype()
                    + ", but F32, F64, F16 or BF16 is needed");
        }
    }

    private TensorEntry entry(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw new SafetensorsException(path, name, "is missing; the file has "
                    + (names().isEmpty() ? "no tensors" : firstNames()));
        }
        return entry;
    }

    private String firstNames() {
        final int shown = 8;
        StringBuilder list = new StringBuilder();
        names().stream().limit(shown)
                .forEach(name -> list.append(list.isEmpty() ? "" : ", ").append(SafetensorsException.quote(name)));
        return names().size() <= shown ? list.toString() : list + " and " + (names().size() - shown) + " more";
    }

    private void requireShape(String name, Shape expected) {
        if (!shape(name).equals(expected)) {
            throw new SafetensorsException(path, name, "has shape " + shape(name) + ", but " + expected
                    + " is needed");
        }
    }

    private int arrayLength(TensorEntry entry, int elementBytes) {
        long elements = entry.shape().elements();
        if (elements > Integer.MAX_VALUE / elementBytes) {
            throw new SafetensorsException(path, entry.name(), entry.dtype() + " " + entry.shape()
                    + " would take more than 2 GiB of memory, the largest tensor that can be read");
        }
        return (int) elements;
    }

    private void readData(TensorEntry entry, Consumer<ByteBuffer> sink) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!Stamp.of(path).equals(stamp)) {
                throw new SafetensorsException(path, "the file changed after it was opened; open it again");
            }
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, entry.bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (long done = 0; done < entry.bytes(); done += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), entry.bytes() - done));
                FileBytes.read(path, channel, header.dataStart() + entry.begin() + done, chunk);
                sink.accept(chunk.flip());
            }
        } catch (IOException failure) {
            throw new SafetensorsException(path, "tensor " + SafetensorsException.quote(entry.name())
                    + ": cannot be read: " + failure, failure);
        }
    }

    /** Tells whether a file is still the one whose header was checked. */
    private record Stamp(long size, FileTime modified, Object key) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }
}

package org.janusrnn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.janusrnn.tensor.Tensor;

/**
 * Opens and writes safetensors files, the format of
 * <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>.
 */
public final class Safetensors {
    private static final int CHUNK_BYTES = 1 << 18;

    /**
     * Opens a file and checks all of its header, before anything of the size it claims is allocated. Data is read
     * when a tensor is asked for.
     *
     * @throws SafetensorsException naming the file, the tensor and the fault where it is not a valid file.
     */
    public static SafetensorsFile read(Path path) {
        return SafetensorsFile.open(path);
    }

    /**
     * Writes tensors as F32, bit by bit, in the order of their names. The file is written whole or not at all: an
     * older one of the name stays as it was until the new one is complete and on the disk. The same content gives the
     * same bytes.
     *
     * @param metadata may be empty.
     * @throws SafetensorsException where the file cannot be written or a name is not allowed.
     */
    public static void write(Path path, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
        if (sorted.containsKey(HeaderReader.METADATA)) {
            throw new SafetensorsException(path, HeaderReader.METADATA, "this name belongs to the format");
        }
        metadata.forEach((key, value) -> {
            if (value == null) {
                throw new SafetensorsException(path, "metadata " + SafetensorsException.quote(key) + " is null");
            }
        });
        ByteBuffer header = HeaderWriter.header(path, new TreeMap<>(metadata), sorted);
        try {
            WholeFile.write(path, channel -> {
                FileBytes.write(channel, header);
                for (Tensor tensor : sorted.values()) {
                    writeData(channel, tensor.data());
                }
            });
        } catch (IOException failure) {
            throw new SafetensorsException(path, "cannot be written: " + reason(path, failure), failure);
        }
    }

    private static void writeData(FileChannel channel, float[] data) throws IOException {
        int chunkFloats = Math.min(CHUNK_BYTES / Float.BYTES, data.length);
        ByteBuffer chunk = ByteBuffer.allocate(chunkFloats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < data.length; done += chunkFloats) {
            int count = Math.min(chunkFloats, data.length - done);
            chunk.clear().limit(count * Float.BYTES);
            chunk.asFloatBuffer().put(data, done, count);
            FileBytes.write(channel, chunk);
        }
    }

    private static String reason(Path path, IOException failure) {
        if (Files.isDirectory(path)) {
            return "it is a folder";
        }
        Path folder = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        return Files.isWritable(folder) && !(failure instanceof NoSuchFileException) ? failure.toString()
                : "no file can be made in the folder " + folder;
    }

    private Safetensors() {
    }
}

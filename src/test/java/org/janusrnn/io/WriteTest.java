package org.janusrnn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTest {
    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("m.safetensors");
    }

    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", Tensor.of(new float[] {1.5f, -0f}, 2));
        tensors.put("a", Tensor.of(new float[] {3}));
        tensors.put("empty", Tensor.zeros(0, 4));

        Safetensors.write(target(), Map.of("format", "pt"), tensors);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(target())).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.getLong();
        assertThat(length % 8).isZero();
        byte[] header = new byte[(int) length];
        bytes.get(header);
        String text = new String(header, StandardCharsets.UTF_8);
        assertThat(text.stripTrailing()).isEqualTo("{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,4],\"data_offsets\":[12,12]}}");
        assertThat(text.substring(text.stripTrailing().length())).matches(" {0,7}");
        assertThat(bytes.getFloat()).isEqualTo(3f);
        assertThat(bytes.getFloat()).isEqualTo(1.5f);
        assertThat(bytes.getInt()).isEqualTo(0x80000000);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void roundTripKeepsEveryBitOfEveryShape() {
        Random random = new Random(7);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        // 300,000 floats take several chunks, the last one partly filled.
        for (int[] dims : new int[][] {{}, {0}, {1}, {7, 33}, {3, 1, 5}, {300_000}, {65_536}}) {
            Tensor tensor = Tensor.zeros(dims);
            for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = Float.intBitsToFloat(random.nextInt());
            }
            tensors.put("rnn.weight" + Shape.of(dims), tensor);
        }
        Map<String, String> metadata = Map.of("cell", "lstm",
                "quote\" \\ \n\u0001", "ünïcödé \uD83D\uDE00", "", "");

        Safetensors.write(target(), metadata, tensors);
        SafetensorsFile file = Safetensors.read(target());

        assertThat(file.metadata()).isEqualTo(metadata);
        assertThat(file.names()).containsExactlyElementsOf(new TreeSet<>(tensors.keySet()));
        tensors.forEach((name, want) -> {
            Tensor got = file.tensor(name, want.shape());
            assertThat(bits(got)).as(name).isEqualTo(bits(want));
        });
    }

    @Test
    void sameContentGivesTheSameBytes() throws IOException {
        Tensor one = Tensor.zeros(1);
        Map<String, Tensor> reversed = new LinkedHashMap<>();
        reversed.put("b", one);
        reversed.put("a", one);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("y", "");
        metadata.put("x", "");

        Safetensors.write(target(), metadata, reversed);
        Safetensors.write(folder.resolve("n"), Map.of("x", "", "y", ""), Map.of("a", one, "b", one));

        assertThat(folder.resolve("n")).hasSameBinaryContentAs(target());
    }

    @Test
    void nothingToWrite() {
        Safetensors.write(target(), Map.of(), Map.of());

        assertThat(Safetensors.read(target()).names()).isEmpty();
        assertThat(Safetensors.read(target()).metadata()).isEmpty();
    }

    @Test
    void olderFileStaysWhereWritingFails() throws IOException {
        Safetensors.write(target(), Map.of(), Map.of("old", Tensor.zeros(1)));

        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(SafetensorsException.class)
                    .isThrownBy(() -> Safetensors.write(target(), Map.of(), Map.of("new", Tensor.zeros(100_000))))
                    .withMessageStartingWith(target() + ": cannot be written: ");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(Safetensors.read(target()).names()).containsExactly("old");
        assertFolderHolds(target());
    }

    @Test
    void targetThatIsAFolderOrIsInNone() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.createFile(taken.resolve("inside"));

        assertRefused(taken, Map.of(), Map.of(), "cannot be written: it is a folder");
        assertRefused(folder.resolve("absent/m"), Map.of(), Map.of(), "there is no folder " + folder.resolve("absent"));
        assertRefused(folder.getRoot(), Map.of(), Map.of(), "cannot be written: it is a folder");
        assertFolderHolds(taken);
    }

    @Test
    void namesThatCannotStandInAFile() throws IOException {
        Tensor one = Tensor.zeros(1);
        assertRefused(target(), Map.of(), Map.of("__metadata__", one), "this name belongs to the format");
        assertRefused(target(), Map.of(), Map.of("half \uD800", one), "half of a surrogate pair");
        Map<String, String> withNull = new LinkedHashMap<>();
        withNull.put("k", null);
        assertRefused(target(), withNull, Map.of(), "metadata 'k' is null");
        assertFolderHolds();
    }

    @Test
    void replacesAFileBehindALinkAndIsReadableByThoseWhoMayReadNewFiles() throws IOException {
        Assumptions.assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "needs symbolic links and POSIX permissions");
        Path usual = Files.createFile(folder.resolve("usual"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target());
        Safetensors.write(target(), Map.of(), Map.of("old", Tensor.zeros(1)));

        Safetensors.write(link, Map.of(), Map.of("new", Tensor.zeros(1)));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Safetensors.read(target()).names()).containsExactly("new");
        assertThat(Files.getPosixFilePermissions(target())).contains(PosixFilePermission.OWNER_READ)
                .isEqualTo(Files.getPosixFilePermissions(usual));
    }

    private static int[] bits(Tensor tensor) {
        return IntStream.range(0, tensor.data().length).map(i -> Float.floatToRawIntBits(tensor.data()[i])).toArray();
    }

    private static void assertRefused(Path file, Map<String, String> metadata, Map<String, Tensor> tensors,
            String fault) {
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> Safetensors.write(file, metadata, tensors))
                .withMessageStartingWith(file + ": ").withMessageContaining(fault);
    }

    private void assertFolderHolds(Path... files) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            assertThat(list).containsExactlyInAnyOrder(files);
        }
    }
}

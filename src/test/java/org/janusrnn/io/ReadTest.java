package org.janusrnn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTest {
    @TempDir
    Path folder;

    private SafetensorsFile one(String dtype, String shape, ByteBuffer data) {
        String header = "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[0,"
                + data.capacity() + "]}}";
        return Safetensors.read(RawFile.write(folder.resolve("m.safetensors"), header, data.array()));
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.data().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(tensor.data()[i]);
        }
        return bits;
    }

    @Test
    void float32KeepsEveryBit() {
        int[] patterns = {0, 0x80000000, 1, 0x3f800000, 0x7f800000, 0xff800000, 0x7fc00001, 0xffabcdef};
        ByteBuffer data = RawFile.littleEndian(32);
        data.asIntBuffer().put(patterns);

        Tensor tensor = one("F32", "[2,4]", data).tensor("a", Shape.of(2, 4));

        assertThat(bits(tensor)).containsExactly(patterns);
        assertThat(tensor.shape()).isEqualTo(Shape.of(2, 4));
    }

    @Test
    void float64IsRounded() {
        ByteBuffer data = RawFile.littleEndian(48).putDouble(0.1).putDouble(1e300).putDouble(-0.0)
                .putDouble(Double.NaN).putDouble(Double.NEGATIVE_INFINITY).putDouble(1e-300);

        assertThat(bits(one("F64", "[6]", data).tensor("a"))).containsExactly(Float.floatToRawIntBits(0.1f),
                0x7f800000, 0x80000000, 0x7fc00000, 0xff800000, 0);
    }

    @Test
    void float16IsExact() {
        // one, largest, smallest normal, largest and smallest subnormal, zeros, infinities, NaN with its payload
        ByteBuffer data = RawFile.littleEndian(24);
        data.asShortBuffer().put(new short[] {0x3c00, 0x7bff, 0x0400, 0x03ff, 0x0001, (short) 0x8001, 0,
            (short) 0x8000, 0x7c00, (short) 0xfc00, 0x7e01, (short) 0xc248});

        float[] read = one("F16", "[12]", data).tensor("a").data();

        assertThat(read).startsWith(1f, 65504f, 0x1p-14f, 0x1.ff8p-15f, 0x1p-24f, -0x1p-24f, 0f, -0f,
                Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        assertThat(Float.floatToRawIntBits(read[7])).isEqualTo(0x80000000);
        assertThat(Float.floatToRawIntBits(read[10])).isEqualTo(0x7fc02000);
        assertThat(read[11]).isEqualTo(-3.140625f);
    }

    @Test
    void everyFiniteHalfIsSignTimesFractionTimesPowerOfTwo() {
        ByteBuffer data = RawFile.littleEndian(0x7c00 * 2);
        for (int pattern = 0; pattern < 0x7c00; pattern++) {
            data.putShort((short) pattern);
        }

        float[] read = one("F16", "[31744]", data).tensor("a").data();

        for (int pattern = 0; pattern < 0x7c00; pattern++) {
            int exponent = pattern >> 10;
            double want = exponent == 0 ? Math.scalb((double) pattern, -24)
                    : Math.scalb(1 + (pattern & 0x3ff) / 1024.0, exponent - 15);
            assertThat((double) read[pattern]).isEqualTo(want);
        }
    }

    @Test
    void bfloat16IsTheUpperHalfOfAFloat() {
        ByteBuffer data = RawFile.littleEndian(12);
        data.asShortBuffer().put(new short[] {0x3f80, 0x0001, (short) 0x8000, 0x7f80, 0x7fc1, (short) 0xc049});

        assertThat(bits(one("BF16", "[6]", data).tensor("a")))
                .containsExactly(0x3f800000, 0x00010000, 0x80000000, 0x7f800000, 0x7fc10000, 0xc0490000);
    }

    @Test
    void integers() {
        ByteBuffer wide = RawFile.littleEndian(24).putLong(Long.MIN_VALUE).putLong(-1).putLong(Long.MAX_VALUE);
        assertThat(one("I64", "[3]", wide).longs("a", Shape.of(3)))
                .containsExactly(Long.MIN_VALUE, -1, Long.MAX_VALUE);
        ByteBuffer narrow = RawFile.littleEndian(8).putInt(-7).putInt(Integer.MAX_VALUE);
        assertThat(one("I32", "[2]", narrow).longs("a")).containsExactly(-7, Integer.MAX_VALUE);
    }

    @Test
    void scalarAndEmptyTensor() {
        SafetensorsFile scalar = one("F32", "[]", RawFile.littleEndian(4).putFloat(2.5f));
        assertThat(scalar.tensor("a").data()).containsExactly(2.5f);
        assertThat(scalar.shape("a").rank()).isZero();

        SafetensorsFile empty = one("F32", "[3,0,2]", RawFile.littleEndian(0));
        assertThat(empty.tensor("a").data()).isEmpty();
        assertThat(empty.shape("a")).isEqualTo(Shape.of(3, 0, 2));
    }

    @Test
    void offsetsDecideNotTheOrderOfTheHeader() {
        String header = "{\"b\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\",\"later\":{\"x\":[1]}},"
                + "\"e\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]},"
                + "\"__metadata__\":{\"format\":\"pt\",\"k\\u00e9y\":\"\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}   ";
        SafetensorsFile file = Safetensors.read(RawFile.write(folder.resolve("m.safetensors"), header,
                RawFile.littleEndian(8).putFloat(1).putFloat(2).array()));

        assertThat(file.tensor("a").data()).containsExactly(1f);
        assertThat(file.tensor("b").data()).containsExactly(2f);
        assertThat(file.names()).containsExactly("b", "e", "a");
        assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "kéy", ""));
        assertThat(file.metadata("format")).isEqualTo("pt");
        assertThat(file.dtype("a")).isEqualTo("F32");
        assertThat(file.has("e")).isTrue();
        assertThat(file.has("c")).isFalse();
    }

    @Test
    void fileWithoutTensors() {
        SafetensorsFile file = Safetensors.read(RawFile.write(folder.resolve("m.safetensors"), "{}", new byte[0]));

        assertThat(file.names()).isEmpty();
        assertThat(file.metadata()).isEmpty();
        assertRefused(() -> file.tensor("w"), file, "tensor 'w': is missing; the file has no tensors");
        assertRefused(() -> file.metadata("cell"), file, "metadata 'cell' is missing");
    }

    @Test
    void wrongQuestions() {
        SafetensorsFile floats = one("F32", "[2,3]", RawFile.littleEndian(24));
        assertRefused(() -> floats.tensor("w"), floats, "tensor 'w': is missing; the file has 'a'");
        assertRefused(() -> floats.shape("w"), floats, "tensor 'w': is missing");
        assertRefused(() -> floats.dtype("w"), floats, "tensor 'w': is missing");
        assertRefused(() -> floats.longs("a"), floats, "tensor 'a': has dtype F32, but I64 or I32 is needed");
        assertRefused(() -> floats.tensor("a", Shape.of(3, 2)), floats,
                "tensor 'a': has shape [2, 3], but [3, 2] is needed");
        assertRefused(() -> floats.tensor("a", Shape.of(6)), floats, "has shape [2, 3], but [6] is needed");

        SafetensorsFile bytes = one("U8", "[5]", RawFile.littleEndian(5));
        assertRefused(() -> bytes.tensor("a"), bytes,
                "tensor 'a': has dtype U8, but F32, F64, F16 or BF16 is needed");
    }

    @Test
    void fileThatChangedAfterItWasOpened() throws IOException {
        SafetensorsFile file = one("F32", "[2]", RawFile.littleEndian(8));
        Files.setLastModifiedTime(file.path(), FileTime.fromMillis(1));
        assertRefused(() -> file.tensor("a"), file, "the file changed after it was opened; open it again");

        Files.delete(file.path());
        assertRefused(() -> file.tensor("a"), file, "tensor 'a': cannot be read");
    }

    private static void assertRefused(Runnable question, SafetensorsFile file, String fault) {
        assertThatExceptionOfType(SafetensorsException.class).isThrownBy(question::run)
                .withMessageStartingWith(file.path() + ": ").withMessageContaining(fault);
    }
}

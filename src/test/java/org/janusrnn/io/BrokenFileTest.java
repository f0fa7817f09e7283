package org.janusrnn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.janusrnn.io.RawFile.utf8;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a file can be wrong is refused when it is opened, in one line that says where and what. */
class BrokenFileTest {
    private static final String GOOD = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    @TempDir
    Path folder;

    static Stream<Arguments> headers() {
        return Stream.of(
                // Not JSON, or not the JSON of a header
                arguments("", 0, "does not begin with '{'"),
                arguments(" {}", 0, "does not begin with '{'"),
                arguments("[]", 0, "does not begin with '{'"),
                arguments("\uFEFF{}", 0, "does not begin with '{'"),
                arguments("{", 0, "not valid JSON"),
                arguments("{'a'", 0, "not valid JSON at its character"),
                arguments("{}{}", 0, "goes on behind its JSON object"),
                arguments("{}x", 0, "not valid JSON"),
                arguments("{'a':{'dtype':'F32','shape':[NaN],'data_offsets':[0,4]}}", 4, "not valid JSON"),
                arguments("{'a':{'junk':" + "[".repeat(5000) + "]".repeat(5000) + "}}", 0, "not valid JSON"),
                arguments("{'a':3}", 0, "tensor 'a': is described by something that is not a JSON object"),
                // Metadata
                arguments("{'__metadata__':3}", 0, "__metadata__ is not a JSON object"),
                arguments("{'__metadata__':{'k':3}}", 0, "value of 'k' in __metadata__ is not a string"),
                arguments("{'__metadata__':{'k':null}}", 0, "value of 'k' in __metadata__ is not a string"),
                arguments("{'__metadata__':{'k':{'x':'y'}}}", 0, "value of 'k' in __metadata__ is not a string"),
                arguments("{'__metadata__':{'k':'1','k':'2'}}", 0, "key 'k' comes twice in __metadata__"),
                arguments("{'__metadata__':{},'__metadata__':{}}", 0, "__metadata__ comes twice"),
                // Parts of a tensor's description
                arguments("{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},"
                        + "'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}", 0, "tensor 'a': comes twice"),
                arguments("{'a':{'shape':[2],'data_offsets':[0,8]}}", 8, "tensor 'a': has no dtype"),
                arguments("{'a':{'dtype':'F32','data_offsets':[0,8]}}", 8, "tensor 'a': has no shape"),
                arguments("{'a':{'dtype':'F32','shape':[2]}}", 8, "tensor 'a': has no data_offsets"),
                arguments("{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 8,
                        "tensor 'a': has two dtypes"),
                arguments("{'a':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}}", 8,
                        "tensor 'a': has two shapes"),
                arguments("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'data_offsets':[0,8]}}", 8,
                        "tensor 'a': has data_offsets twice"),
                arguments(tensor("7", "[2]", "[0,8]"), 8, "tensor 'a': dtype is not a string"),
                arguments(tensor("'F31'", "[2]", "[0,8]"), 8, "tensor 'a': dtype 'F31' is unknown"),
                arguments(tensor("'f32'", "[2]", "[0,8]"), 8, "tensor 'a': dtype 'f32' is unknown"),
                arguments(tensor("'F32'", "2", "[0,8]"), 8, "tensor 'a': shape is not a JSON array"),
                arguments(tensor("'F32'", "['2']", "[0,8]"), 8, "shape holds something that is not a whole number"),
                arguments(tensor("'F32'", "[2.0]", "[0,8]"), 8, "shape holds something that is not a whole number"),
                arguments(tensor("'F32'", "[[2]]", "[0,8]"), 8, "shape holds something that is not a whole number"),
                arguments(tensor("'F32'", "[-2]", "[0,8]"), 8, "tensor 'a': shape holds a negative number, -2"),
                arguments(tensor("'F32'", "[-2,-1]", "[0,8]"), 8, "tensor 'a': shape holds a negative number, -2"),
                arguments(tensor("'F32'", "[" + "1,".repeat(64) + "1]", "[0,4]"), 4,
                        "shape holds more than 64 numbers"),
                arguments(tensor("'F32'", "[18446744073709551618]", "[0,8]"), 8,
                        "shape holds a number that does not fit in 64 bits"),
                arguments(tensor("'F32'", "[4294967298]", "[0,8]"), 8, "has an axis above 2147483647"),
                // 2^30 * 2^30 * 16 elements are 0 modulo 2^64
                arguments(tensor("'F32'", "[1073741824,1073741824,16]", "[0,0]"), 0, "overflows"),
                arguments(tensor("'F32'", "[2147483647,2147483647,2147483647,0]", "[0,0]"), 0, "overflows"),
                arguments(tensor("'F32'", "[2]", "[0]"), 8, "tensor 'a': data_offsets are not two numbers"),
                arguments(tensor("'F32'", "[2]", "[0,4,8]"), 8, "data_offsets holds more than 2 numbers"),
                arguments(tensor("'F32'", "[2]", "[-8,0]"), 8, "data_offsets holds a negative number, -8"),
                arguments(tensor("'F32'", "[2]", "[0,99999999999999999999]"), 8,
                        "data_offsets holds a number that does not fit in 64 bits"),
                // Data
                arguments(tensor("'F32'", "[2]", "[8,0]"), 8, "data_offsets [8, 0] end before they begin"),
                arguments(tensor("'F32'", "[2]", "[0,8]"), 7,
                        "tensor 'a': data_offsets [0, 8] reach beyond the file's 7 bytes of data"),
                arguments(tensor("'F32'", "[2]", "[0,9223372036854775807]"), 8, "reach beyond the file's 8 bytes"),
                arguments(tensor("'F32'", "[3]", "[0,8]"), 8,
                        "tensor 'a': F32 [3] takes 12 bytes, data_offsets [0, 8] hold 8"),
                arguments(tensor("'F64'", "[2]", "[0,8]"), 8, "F64 [2] takes 16 bytes"),
                arguments(tensor("'F32'", "[]", "[0,8]"), 8, "F32 [] takes 4 bytes"),
                arguments(tensor("'F4'", "[3]", "[0,2]"), 2, "F4 [3] does not fill whole bytes"),
                arguments(tensor("'F32'", "[1]", "[4,8]"), 8, "tensor 'a': its data begins at byte 4, which leaves "
                        + "a hole of 4 bytes"),
                arguments(tensor("'F32'", "[1]", "[0,4]"), 8, "the last 4 bytes of the file belong to no tensor"),
                arguments("{}", 8, "the last 8 bytes of the file belong to no tensor"),
                arguments("{'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]},"
                        + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 12, "tensor 'b': its data begins "
                        + "at byte 8, which leaves a hole of 4 bytes"),
                arguments("{'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]},"
                        + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 12, "tensor 'b': its data begins "
                        + "at byte 4 and overlaps that of tensor 'a', which ends at 8"),
                arguments("{'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                        + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 8, "overlaps that of tensor"),
                arguments("{'e':{'dtype':'F32','shape':[0],'data_offsets':[4,4]},"
                        + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 8, "tensor 'e': its data begins "
                        + "at byte 4 and overlaps"));
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{'a':{'dtype':" + dtype + ",'shape':" + shape + ",'data_offsets':" + offsets + "}}";
    }

    @ParameterizedTest
    @MethodSource("headers")
    void wrongHeader(String header, int dataBytes, String fault) {
        Path file = RawFile.write(folder.resolve("m.safetensors"), header.replace('\'', '"'), new byte[dataBytes]);

        assertRefused(file, fault);
    }

    @Test
    void everyTruncation() {
        byte[] text = utf8(GOOD.replace('\'', '"'));
        byte[] whole = RawFile.littleEndian(8 + text.length + 8).putLong(text.length).put(text).putDouble(1).array();
        Path file = folder.resolve("m.safetensors");

        assertThat(Safetensors.read(RawFile.write(file, whole)).names()).containsExactly("a");
        IntStream.range(0, whole.length).forEach(length -> assertRefused(
                RawFile.write(file, Arrays.copyOf(whole, length)), "truncated"));
    }

    @Test
    void hugeHeaderLengthIsRefusedWithoutAllocatingIt() {
        byte[] header = utf8("{}");
        for (long length : new long[] {100_000_001, 1L << 62, Long.MIN_VALUE, -1}) {
            Path file = RawFile.write(folder.resolve("m.safetensors"), length, header, new byte[0]);
            assertRefused(file, "header length " + Long.toUnsignedString(length) + " is above the limit of 100000000");
        }
        assertRefused(RawFile.write(folder.resolve("m.safetensors"), 100_000_000, header, new byte[0]), "truncated: "
                + "the header should have 100000000 bytes, the file ends after 2 of them");
    }

    @Test
    void headerThatIsNotUtf8() {
        byte[] header = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
        assertRefused(RawFile.write(folder.resolve("m.safetensors"), header.length, header, new byte[0]),
                "not valid UTF-8 at its byte 2");
    }

    @Test
    void fileOfAnotherKind() {
        assertRefused(RawFile.write(folder.resolve("m.safetensors"), utf8("version https://git-lfs.github.com/spec")),
                "probably not a safetensors file");
    }

    @Test
    void missingFileAndFolder() {
        assertRefused(folder.resolve("absent.safetensors"), "no such file");
        assertRefused(folder, "not a file");
    }

    @Test
    void namesFromTheFileCannotBreakTheLineNorFloodIt() {
        String name = "x\\n\\u2028\\u001b[31m" + "y".repeat(100_000);
        Path file = RawFile.write(folder.resolve("m.safetensors"), "{\"" + name + "\":3}", new byte[0]);

        assertRefused(file, "tensor 'x\\u000a\\u2028\\u001b[31myyy");
        assertThatExceptionOfType(SafetensorsException.class).isThrownBy(() -> Safetensors.read(file))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void tensorAboveTwoGibibytesIsRefusedWhenAskedForNotBefore() throws IOException {
        long bytes = 3L << 30;
        String header = "{\"big\":{\"dtype\":\"F32\",\"shape\":[3,268435456],\"data_offsets\":[0," + bytes + "]},"
                + "\"small\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + bytes + "," + (bytes + 4) + "]}}";
        Path path = RawFile.write(folder.resolve("m.safetensors"), header, new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(8 + header.length() + bytes + 4);
            sparse.seek(8 + header.length() + bytes);
            sparse.write(RawFile.littleEndian(4).putFloat(1.5f).array());
        }
        SafetensorsFile file = Safetensors.read(path);

        assertThat(file.tensor("small").data()).containsExactly(1.5f);
        assertThatExceptionOfType(SafetensorsException.class).isThrownBy(() -> file.tensor("big"))
                .withMessageContaining("tensor 'big': F32 [3, 268435456] would take more than 2 GiB");
        Files.delete(path);
    }

    private static void assertRefused(Path file, String fault) {
        assertThatExceptionOfType(SafetensorsException.class).isThrownBy(() -> Safetensors.read(file))
                .withMessageStartingWith(file + ": ").withMessageContaining(fault)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContainPattern("\\R"));
    }
}

package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClBuildException;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.Handles;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;
import org.junit.jupiter.api.io.TempDir;

class KernelLibraryTest {
    private static final String FILE = "test/scale.cl";
    private static final Map<String, String> NEGATE = Map.of("PAGE", "test/negate.cl");
    private static final Map<String, String> SQUARE = Map.of("PAGE", "text:float page(float x) { return x * x; }");

    @TempDir
    private Path folder;

    private static float scaled(ClContext context, KernelLibrary library, Defines defines, Map<String, String> pages) {
        try (ClKernel kernel = library.kernel(FILE, "scale", defines, pages);
             ClQueue queue = context.queue(false);
             ClBuffer data = context.buffer(Float.BYTES)) {
            queue.write(data, 0, Direct.floats(3));
            queue.launch(kernel.arg(0, data), WorkSize.of(1, 1));
            return Direct.floats(queue, data)[0];
        }
    }

    @EveryDeviceAndBinding
    void parametersAndPagesMakeDifferentKernels(ClDevice device) {
        try (ClContext context = ClContext.open(device); KernelLibrary library = new KernelLibrary(context, null)) {
            assertThat(scaled(context, library, Defines.of(), NEGATE)).isEqualTo(-6);
            assertThat(scaled(context, library, Defines.of().with("OFFSET", 10), NEGATE)).isEqualTo(4);
            assertThat(scaled(context, library, Defines.of().with("OFFSET", 0.5f), SQUARE)).isEqualTo(36.5f);
        }
    }

    @EveryDeviceAndBinding
    @SuppressWarnings("try") // closed by hand, used again, and closed again
    void aProgramIsBuiltOnce(ClDevice device) {
        try (ClContext context = ClContext.open(device); KernelLibrary library = new KernelLibrary(context, null)) {
            try (ClKernel first = library.kernel(FILE, "scale", Defines.of(), NEGATE);
                 ClKernel second = library.kernel(FILE, "scale", Defines.of(), NEGATE)) {
                assertThat(first).isNotSameAs(second);
                assertThat(Handles.report()).isEqualTo("2 kernels, 1 program, 1 context");
            }
            library.close();
            assertThat(Handles.report()).isEqualTo("1 context");
            assertThat(scaled(context, library, Defines.of(), NEGATE)).isEqualTo(-6);
        }
    }

    @EveryDeviceAndBinding
    void buildErrorNamesTheRealFileAndLine(ClDevice device) {
        try (ClContext context = ClContext.open(device); KernelLibrary library = new KernelLibrary(context, null)) {
            assertThatThrownBy(() -> library.kernel(FILE, "scale", Defines.of(), Map.of("PAGE", "test/broken.cl")))
                    .isInstanceOfSatisfying(ClBuildException.class,
                            e -> assertThat(e.log()).contains("kernels-cl/test/broken.cl:4"))
                    .hasMessageContaining("while building kernels-cl/test/scale.cl with \"-cl-std=CL1.2\"")
                    .hasMessageContaining("missing");
            assertThatThrownBy(() -> library.kernel(FILE, "scale", Defines.of().with("OFFSET", "nothing"), NEGATE))
                    .isInstanceOfSatisfying(ClBuildException.class,
                            e -> assertThat(e.log()).contains("kernels-cl/test/scale.cl:10"));
            assertThatThrownBy(() -> library.kernel(FILE, "scale", Defines.of(),
                    Map.of("PAGE", "text:float page(float x) {\n return y;\n}")))
                    .isInstanceOfSatisfying(ClBuildException.class,
                            e -> assertThat(e.log()).contains("kernels-cl/PAGE:2"));
            assertThatThrownBy(() -> library.kernel(FILE, "shrink", Defines.of(), NEGATE))
                    .isInstanceOf(ClException.class).hasMessageContaining("kernel shrink of kernels-cl/test/scale.cl");
        }
    }

    @EveryDeviceAndBinding
    void programsAreKeptOnDisk(ClDevice device) throws IOException {
        DiskCache cache = new DiskCache(folder.resolve("deep/cache"));
        try (ClContext context = ClContext.open(device)) {
            scaledWith(context, cache, NEGATE, -6);
            scaledWith(context, cache, SQUARE, 36);
            List<Path> files = files();
            assertThat(files).hasSize(2);
            // The kept program is really used: under this key stands the other one.
            byte[] first = Files.readAllBytes(files.get(0));
            Files.write(files.get(0), Files.readAllBytes(files.get(1)));
            Files.write(files.get(1), first);
            scaledWith(context, cache, NEGATE, 36);
            scaledWith(context, cache, SQUARE, -6);
            assertThat(files()).isEqualTo(files);
        }
    }

    @EveryDeviceAndBinding
    void damagedFilesAreBuiltAgain(ClDevice device) throws IOException {
        DiskCache cache = new DiskCache(folder.resolve("deep/cache"));
        try (ClContext context = ClContext.open(device)) {
            scaledWith(context, cache, NEGATE, -6);
            Path file = files().get(0);
            byte[] good = Files.readAllBytes(file);
            byte[] flipped = good.clone();
            flipped[good.length - 1] ^= 1;
            for (byte[] damaged : List.of(new byte[0], new byte[32], Arrays.copyOf(good, good.length / 2),
                    flipped)) {
                Files.write(file, damaged);
                scaledWith(context, cache, NEGATE, -6);
                assertThat(cache.read(file.getFileName().toString())).isNotNull();
            }
        }
    }

    @EveryDeviceAndBinding
    void wholeFileThatIsNoProgramIsBuiltAgain(ClDevice device) throws IOException {
        assumeThat(device.platform()).as("a driver that does not end the process over it").isNotEqualTo("rusticl");
        DiskCache cache = new DiskCache(folder.resolve("deep/cache"));
        try (ClContext context = ClContext.open(device)) {
            scaledWith(context, cache, NEGATE, -6);
            String key = files().get(0).getFileName().toString();
            byte[] junk = "not a program".getBytes(StandardCharsets.UTF_8);
            cache.write(key, junk);
            scaledWith(context, cache, NEGATE, -6);
            assertThat(cache.read(key)).isNotNull().isNotEqualTo(junk);
        }
    }

    @EveryDeviceAndBinding
    void folderThatCannotBeWrittenIsNoError(ClDevice device) throws IOException {
        Path file = Files.createFile(folder.resolve("a file"));
        try (ClContext context = ClContext.open(device)) {
            scaledWith(context, new DiskCache(file.resolve("below")), NEGATE, -6);
        }
    }

    private void scaledWith(ClContext context, DiskCache cache, Map<String, String> pages, float want) {
        try (KernelLibrary library = new KernelLibrary(context, cache)) {
            assertThat(scaled(context, library, Defines.of(), pages)).isEqualTo(want);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @EveryDeviceAndBinding
    void keyDependsOnEverything(ClDevice device) {
        String key = DiskCache.key(device, "ab", "c");
        assertThat(key).matches("[0-9a-f]{64}").isEqualTo(DiskCache.key(device, "ab", "c"));
        assertThat(DiskCache.key(device, "a", "bc")).isNotEqualTo(key);
        assertThat(DiskCache.key(device, "abc", "")).isNotEqualTo(key);
    }
}

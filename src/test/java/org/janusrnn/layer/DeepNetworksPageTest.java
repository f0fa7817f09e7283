package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/deep-networks.md compiles, builds what the text below it says, and can be trained. */
class DeepNetworksPageTest {
    private static final Path PAGE = Path.of("docs/deep-networks.md");
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```\\n^```text\\n(.*?)\\n^```",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final String IMPORTS = Stream.of("cell", "layer", "schedule")
            .map(room -> "import org.janusrnn." + room + ".*;\n").collect(Collectors.joining());

    @TempDir
    Path folder;

    @Test
    void everyNetworkIsWhatItsTextSays() throws Exception {
        List<String> texts = new ArrayList<>();
        StringBuilder methods = new StringBuilder();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            methods.append("public static Network network").append(texts.size()).append("(Engine engine) {\n")
                    .append(block.group(1)).append("return network;\n}\n");
            texts.add(block.group(2));
        }
        assertThat(texts).hasSize(4);
        compile(IMPORTS + "public class Page {\n" + methods + "}\n");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
             Engine engine = DeviceAndWay.onceEach().get(0).open()) {
            Class<?> page = loader.loadClass("Page");
            for (int i = 0; i < texts.size(); i++) {
                try (Network network = (Network) page.getMethod("network" + i, Engine.class).invoke(null, engine)) {
                    assertThat(network.architecture()).isEqualTo(texts.get(i));
                    canBeTrained(network);
                }
            }
        }
    }

    /** Every weight has a gradient, and none is NaN; a bias in front of a normalisation has none but rounding. */
    private static void canBeTrained(Network network) {
        Numbers random = new Numbers(7);
        Batch batch = Batch.of(random.uniform(1, 5, 4, network.inputs())).lengths(5, 2, 4, 1);
        Gradients found = network.gradients(batch, random.uniform(1, 1, 4, network.outputs()), null);
        found.parameters().forEach((name, gradient) -> {
            assertThat(gradient.nonFinite()).as(name).isZero();
            if (name.contains("weight")) {
                assertThat(sum(gradient)).as(name).isPositive();
            }
        });
    }

    private static double sum(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.data()) {
            sum += Math.abs(value);
        }
        return sum;
    }

    private void compile(String source) throws Exception {
        Path file = folder.resolve("Page.java");
        Files.writeString(file, source);
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        int result = ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, "-Xlint:all", "-proc:none",
                "-d", folder.toString(), "-cp", path, file.toString());
        assertThat(result).as("the page's Java compiles").isZero();
    }
}

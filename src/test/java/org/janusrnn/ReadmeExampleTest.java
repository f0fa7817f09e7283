package org.janusrnn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java runs as it stands there: compiled from the page, in a folder and a process of its own. */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern JAVA_BLOCK = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern EPOCH = Pattern.compile("^epoch \\d+: loss (\\S+)$");
    private static final String PACKAGES = Stream.of("java.nio.file", "java.util", "java.util.stream",
            "org.janusrnn.cell", "org.janusrnn.layer", "org.janusrnn.schedule", "org.janusrnn.train")
            .map(name -> "import " + name + ".*;\n").collect(Collectors.joining());

    @TempDir
    Path folder;

    private String example;

    @BeforeEach
    void read() throws Exception {
        Matcher block = JAVA_BLOCK.matcher(Files.readString(README));
        assertThat(block.find()).as("a block of Java in " + README).isTrue();
        example = block.group(1);
    }

    @Test
    void itTrainsSavesAndClassifies() throws Exception {
        List<String> lines = run();
        List<Double> losses = lines.stream().map(EPOCH::matcher).filter(Matcher::matches)
                .map(epoch -> Double.valueOf(epoch.group(1))).toList();
        assertThat(losses).hasSizeGreaterThan(10);
        // A coin whose other side is known: from log 2 to next to nothing.
        assertThat(losses.get(0)).isGreaterThan(0.6);
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.05);
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("\\[[01](, [01])+\\]"));
        assertThat(lines).last().isEqualTo("open handles: 0");
        Path model = folder.resolve("next.safetensors");
        try (Engine engine = Engine.open(); Network network = Network.read(engine, model)) {
            assertThat(network.architecture()).isEqualTo("embedding 2 8; lstm 16 bidirectional; linear 2");
        }
    }

    @Test
    void itFitsOnAScreen() {
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(16);
    }

    private List<String> run() throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, PACKAGES + "public class Example {\n"
                + "public static void main(String[] words) throws Exception {\n" + example
                + "System.out.println(\"open handles: \" + org.janusrnn.cl.Handles.open());\n}\n}\n");
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, "-Xlint:all", "-proc:none",
                "-d", folder.toString(), "-cp", path, source.toString());
        assertThat(compiled).as("the README's Java compiles").isZero();
        Process process = new ProcessBuilder(System.getProperty("java.home") + File.separator + "bin" + File.separator
                + "java", "-cp", folder + File.pathSeparator + path, "Example").directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}

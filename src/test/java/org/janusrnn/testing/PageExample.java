package org.janusrnn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The Java of a page of documentation: compiled as it stands there, run in a folder and a process of its own. */
public final class PageExample {
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern EPOCH = Pattern.compile("^epoch \\d+: loss (\\S+)$");
    private static final String PACKAGES = Stream.of("java.nio.file", "java.util", "java.util.stream",
            "org.janusrnn.cell", "org.janusrnn.layer", "org.janusrnn.schedule", "org.janusrnn.tensor",
            "org.janusrnn.train").map(name -> "import " + name + ".*;\n").collect(Collectors.joining());

    private PageExample() {
    }

    /** The page's blocks of Java, in their order; at least one. */
    public static List<String> blocks(Path page) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
        assertThat(blocks).as("blocks of Java in " + page).isNotEmpty();
        return blocks;
    }

    /** Runs statements; gives the lines they print, and a last one that says {@code open handles: 0}. */
    public static List<String> run(String statements, Path folder) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, PACKAGES + "public class Example {\n"
                + "public static void main(String[] words) throws Exception {\n" + statements
                + "System.out.println(\"open handles: \" + org.janusrnn.cl.Handles.open());\n}\n}\n");
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, "-Xlint:all", "-proc:none",
                "-d", folder.toString(), "-cp", path, source.toString());
        assertThat(compiled).as("the page's Java compiles").isZero();
        Process process = new ProcessBuilder(System.getProperty("java.home") + File.separator + "bin" + File.separator
                + "java", "-cp", folder + File.pathSeparator + path, "Example").directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    /** The loss of each epoch that a progress on the console printed. */
    public static List<Double> losses(List<String> lines) {
        return lines.stream().map(EPOCH::matcher).filter(Matcher::matches)
                .map(epoch -> Double.valueOf(epoch.group(1))).toList();
    }
}

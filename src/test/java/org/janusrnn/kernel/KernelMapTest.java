package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of the kernels shows each of them once, and nothing that is not there. */
class KernelMapTest {
    private static final Path FOLDER = Path.of("kernels-cl");
    private static final Pattern LINE = Pattern.compile("^\\| \\[(\\S+)]\\((\\S+)\\) \\| \\S", Pattern.MULTILINE);

    @Test
    void everyFileHasItsLine() throws Exception {
        List<MatchResult> lines = LINE.matcher(Files.readString(FOLDER.resolve("README.md"))).results().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.group(1)).isEqualTo(line.group(2)));
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<String> there = files.filter(file -> file.toString().endsWith(".cl"))
                    .map(file -> FOLDER.relativize(file).toString().replace('\\', '/')).toList();
            assertThat(lines.stream().map(line -> line.group(1)))
                    .as("the table 'Every file' of kernels-cl/README.md: one line for each kernel file")
                    .containsExactlyInAnyOrderElementsOf(there);
        }
    }
}

package org.janusrnn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.testing.PageExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/structures.md runs as it stands there, and its networks are what the page says. */
class StructuresPageTest {
    private static final Path PAGE = Path.of("docs/structures.md");
    private static final Pattern NETWORK = Pattern.compile("^Network (\\w+) = ", Pattern.MULTILINE);

    @TempDir
    Path folder;

    @Test
    void itsNetworksAreBuiltAndItsExampleLearns() throws Exception {
        String java = String.join("", PageExample.blocks(PAGE));
        List<String> names = new ArrayList<>();
        Matcher networks = NETWORK.matcher(java);
        while (networks.find()) {
            names.add(networks.group(1));
        }
        assertThat(names).hasSize(8);
        StringBuilder program = new StringBuilder(java);
        for (String name : names) {
            program.append("System.out.println(\"    \" + ").append(name).append(".architecture());\n");
            program.append(name).append(name.equals("six") ? "" : ".predict(batch); " + name).append(".close();\n");
        }
        List<String> lines = PageExample.run(program + "engine.close();\n", folder);

        String page = Files.readString(PAGE);
        List<String> texts = lines.stream().filter(line -> line.startsWith("    input")).toList();
        assertThat(texts).hasSize(8).allSatisfy(text -> assertThat(page).containsPattern(
                "(?m)^" + Pattern.quote(text) + "( {2,}.*)?$"));
        List<Double> losses = PageExample.losses(lines);
        // One direction sees one of the two bits: half of the time it is a one, and the other one a coin, log(2) / 2.
        assertThat(losses).hasSizeGreaterThan(10);
        assertThat(losses.get(0)).isGreaterThan(0.35);
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.1);
        assertThat(lines).last().isEqualTo("open handles: 0");
    }
}

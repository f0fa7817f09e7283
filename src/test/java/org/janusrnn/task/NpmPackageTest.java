package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in the place of npm: no test needs a network. */
class NpmPackageTest {
    private static final NpmPackage PACKAGE = new NpmPackage("some-data", "1.2.3");

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void aShellIsThere() {
        assumeThat(Path.of("/bin/sh")).isExecutable();
    }

    private String npm(String script) throws IOException {
        Path npm = Files.writeString(folder.resolve("npm"), "#!/bin/sh\n" + script);
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        return npm.toString();
    }

    /** {@code $3} is the folder behind {@code install --prefix}. */
    @Test
    void isFetchedOnceAndStaysInTheCache() throws IOException {
        Path cache = folder.resolve("cache");
        String npm = npm("mkdir -p \"$3/node_modules/some-data\"\n"
                + "echo \"$@\" > \"$3/node_modules/some-data/arguments\"\n");
        Path fetched = PACKAGE.fetched(cache, npm, said::add);
        assertThat(fetched).isEqualTo(cache.resolve("some-data-1.2.3"));
        assertThat(Files.readString(fetched.resolve("arguments"))).startsWith("install --prefix ")
                .contains("--ignore-scripts").endsWith(" some-data@1.2.3\n");
        assertThat(said).singleElement().asString().contains("some-data@1.2.3", fetched.toString());
        assertThat(PACKAGE.fetched(cache, "no npm any more", said::add)).isEqualTo(fetched);
        assertThat(said).hasSize(1);
        assertThat(cache.toFile().list()).as("nothing else is left").containsExactly("some-data-1.2.3");
    }

    @Test
    void withoutNpmItSaysWhatToDo() {
        assertThatThrownBy(() -> PACKAGE.fetched(folder.resolve("cache"), "/no/such/npm", said::add))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("some-data@1.2.3")
                .hasMessageContaining("npm cannot be started").hasMessageContaining("--data");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void whatNpmSaysIsPassedOnAndNothingHalfFetchedStays() throws IOException {
        String npm = npm("mkdir -p \"$3/node_modules/some-data\"\necho 'npm warn old' \n"
                + "echo 'npm error code ENOTFOUND' >&2\necho 'npm error no network' >&2\nexit 7\n");
        assertThatThrownBy(() -> PACKAGE.fetched(folder.resolve("cache"), npm, said::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status 7, code ENOTFOUND, no network").hasMessageContaining("--data");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }
}

package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void showsTaskStepsAndWords() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Bar bar = Bar.on(new PrintStream(bytes, true, StandardCharsets.UTF_8), "training", 40)) {
            bar.show(40, "loss 1.5");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("training", "40/40", "loss 1.5");
    }

    /** The tests' error stream is no terminal. */
    @Test
    void isSilentWhereThereIsNoTerminal() {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (Bar bar = Bar.open("training", 40)) {
            bar.show(40, "loss 1.5");
        } finally {
            System.setErr(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}

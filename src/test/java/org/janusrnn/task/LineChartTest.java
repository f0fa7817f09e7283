package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineChartTest {
    private static final int BLUE = 0xFF0072B2;

    @TempDir
    Path folder;

    private static LineChart chart() {
        return new LineChart("a title", "steps", "figure")
                .line("a line", new double[] {0, 1, 2}, new double[] {1, 3, 2}).level("to beat", 0, 2, 2.5);
    }

    private static long pixels(BufferedImage image, int colour) {
        return image.getRaster().getNumBands() == 0 ? 0
                : java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight())
                        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == colour).count();
    }

    @Test
    void drawsItsLinesIntoAPngFile() throws IOException {
        Path file = folder.resolve("chart.png");
        chart().write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(960);
        assertThat(pixels(image, BLUE)).as("pixels of the first line").isGreaterThan(500);
    }

    @Test
    void theSameChartIsTheSameFile() throws IOException {
        chart().write(folder.resolve("one.png"));
        chart().write(folder.resolve("two.png"));
        assertThat(folder.resolve("one.png")).hasSameBinaryContentAs(folder.resolve("two.png"));
    }

    @Test
    void drawsDays() throws IOException {
        Path file = folder.resolve("days.png");
        new LineChart("days", "", "births").days("births", LocalDate.of(2014, 12, 20), new double[] {3, 1, 2, 5})
                .write(file);
        assertThat(pixels(ImageIO.read(file.toFile()), BLUE)).isGreaterThan(500);
        assertThat(Files.list(folder)).containsExactly(file);
    }
}

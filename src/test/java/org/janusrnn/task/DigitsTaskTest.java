package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.TrainingBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTaskTest {
    private static final int EACH = 5;

    @TempDir
    Path folder;

    /** Five images of each digit; pixel p of image i of digit d is (i + d) / 20, but its first d pixels are 1. */
    static Path write(Path folder) throws IOException {
        for (int digit = 0; digit < DigitImages.DIGITS; digit++) {
            StringJoiner pixels = new StringJoiner(",", "{ \"data\": [", "]}");
            for (int image = 0; image < EACH; image++) {
                for (int pixel = 0; pixel < DigitImages.PIXELS; pixel++) {
                    pixels.add(pixel < digit ? "1" : Double.toString((image + digit) / 20.0));
                }
            }
            Files.writeString(folder.resolve(digit + ".json"), pixels.toString());
        }
        return folder;
    }

    private DigitsTask task(boolean pixels) throws IOException {
        return DigitsTask.read(write(folder), pixels);
    }

    /** The digit is the number of ones with which an image of these files begins. */
    private static void assertIsDigit(TrainingBatch batch, int b) {
        Tensor input = batch.input().values();
        int size = input.shape().dim(1);
        int width = input.shape().dim(2);
        float[] image = new float[DigitImages.PIXELS];
        for (int pixel = 0; pixel < image.length; pixel++) {
            image[pixel] = input.data()[(pixel / width * size + b) * width + pixel % width];
        }
        int ones = 0;
        while (image[ones] == 1) {
            ones++;
        }
        assertThat(batch.classes()[b]).isEqualTo(ones);
        assertThat(Arrays.copyOfRange(image, ones, image.length)).containsOnly(image[ones]);
    }

    @Test
    void rowsAndPixelsAreTheSameImagesWithTheirDigits() throws IOException {
        TrainingBatch rows = task(false).test().batch(0, 0);
        TrainingBatch pixels = task(true).test().batch(0, 0);
        assertThat(rows.input().values().shape()).hasToString("[28, 10, 28]");
        assertThat(pixels.input().values().shape()).hasToString("[784, 10, 1]");
        assertThat(pixels.classes()).isEqualTo(rows.classes());
        for (int b = 0; b < rows.classes().length; b++) {
            assertIsDigit(rows, b);
            assertIsDigit(pixels, b);
        }
    }

    /** Forty images for training, in batches of 10, and ten for the test: each image stands in one place. */
    @Test
    void aPassHasEveryTrainingImageOnceAndTheTestHasTheRest() throws IOException {
        DigitsTask task = task(false);
        Recipe recipe = task.recipe(task.cell(), false).batch(10).steps(8, 4);
        DataSet set = task.training(recipe);
        List<String> first = images(set, 0);
        List<String> second = images(set, 1);
        assertThat(first).hasSize(40).containsExactlyInAnyOrderElementsOf(second).isNotEqualTo(second);
        assertThat(images(set, 0)).as("repeatable").isEqualTo(first);
        assertThat(images(task.training(recipe.seed(2)), 0)).as("by its seed").isNotEqualTo(first);
        List<String> all = new ArrayList<>(first);
        all.addAll(images(task.test(), 0));
        List<String> expected = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            for (int image = 0; image < EACH; image++) {
                expected.add(digit + ": " + (float) ((image + digit) / 20.0));
            }
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Digit and last pixel, which tell all images of these files apart. */
    private static List<String> images(DataSet set, int epoch) {
        List<String> images = new ArrayList<>();
        for (int index = 0; index < set.batches(); index++) {
            TrainingBatch batch = set.batch(epoch, index);
            int size = batch.classes().length;
            float[] values = batch.input().values().data();
            for (int b = 0; b < size; b++) {
                images.add(batch.classes()[b] + ": " + values[(27 * size + b) * 28 + 27]);
            }
        }
        return images;
    }

    @Test
    void theUnpackedPackageWillDoToo() throws IOException {
        Path digits = Files.createDirectories(folder.resolve("package/src/digits"));
        write(digits);
        assertThat(DigitsTask.read(folder.resolve("package"), false).test().batch(0, 0).classes())
                .isEqualTo(task(false).test().batch(0, 0).classes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[0, 1]               | byte 0: a file of digits is {\"data\": [...]}, here stands '['",
        "{\"pixels\": [0]}    | byte 1: the one field is called 'data', not 'pixels'",
        "{\"data\": 3}        | byte 9: a file of digits is {\"data\": [...]}, here stands '3'",
        "{\"data\": [0, 2]}   | byte 13: a pixel is a number from 0 to 1, not 2",
        "{\"data\": [0, \"a\"]} | byte 13: a pixel is a number from 0 to 1, not a",
        "{\"data\": [0, x]}   | this is not JSON: Unrecognized token 'x'",
        "{\"data\": [0, 1     | this is not JSON: Unexpected end-of-input",
        "{\"data\": [0, 1]}   | byte 14: the data end after 2 numbers: images have 784 pixels each",
        "{\"data\": []}       | the data end after 0 numbers",
    })
    void aBrokenFileIsNamedWithTheByte(String content, String message) throws IOException {
        write(folder);
        Path file = Files.writeString(folder.resolve("7.json"), content);
        assertThatThrownBy(() -> DigitsTask.read(folder, false)).isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + ": byte ").hasMessageContaining(message);
    }

    /** Of both ways the whole sequence counts: the last step alone would leave the way back a single row of pixels. */
    @Test
    void bothWaysAreReadToTheirEnds() throws IOException {
        DigitsTask task = task(false);
        Recipe recipe = task.recipe(Cells.gru(), true).hidden(3).batch(40);
        task.check(recipe);
        try (Engine engine = Engine.open(); Network network = task.network(engine, recipe)) {
            assertThat(network.architecture()).isEqualTo("input 28; gru 3 bidirectional; final_states; linear 10");
        }
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        DigitsTask pixels = task(true);
        assertThatThrownBy(() -> pixels.check(pixels.recipe(pixels.cell(), true)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("leave out --bidirectional");
        DigitsTask task = task(false);
        assertThatThrownBy(() -> task.check(task.recipe(task.cell(), false).batch(41)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("more than the 40 there are");
    }
}

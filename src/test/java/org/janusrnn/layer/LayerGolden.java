package org.janusrnn.layer;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.verify.Comparison;
import org.janusrnn.verify.GoldenFolder;

/** A file of src/test/resources/golden/layers, whose README says what is in it. */
record LayerGolden(String name, SafetensorsFile file) {
    private static final double FLOAT32_ERRORS = 20;
    private static final double FLOAT32_ROUNDING = 4e-6;

    static List<LayerGolden> all() {
        try (Stream<Path> files = Files.list(GoldenFolder.path().resolve("layers"))) {
            return files.filter(path -> path.toString().endsWith(".safetensors")).sorted()
                    .map(path -> new LayerGolden(path.getFileName().toString(), Safetensors.read(path))).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String mode() {
        return file.metadata("mode");
    }

    /** The network with the file's parameters. */
    Network network(Engine engine) {
        Network network = NetworkBuilder.of(engine, file.metadata("architecture")).build();
        network.parameters().stored().stream().filter(p -> file.has(p.name()))
                .forEach(p -> network.parameters().set(p.name(), file.tensor(p.name(), p.shape())));
        return network;
    }

    Batch batch() {
        Tensor x = file.tensor("x");
        if (x.shape().rank() == 3) {
            return withLengths(Batch.of(x));
        }
        int[] indices = new int[x.data().length];
        Arrays.setAll(indices, i -> (int) x.data()[i]);
        return withLengths(Batch.of(indices, x.shape().dim(0), x.shape().dim(1)));
    }

    private Batch withLengths(Batch batch) {
        if (!file.has("lengths")) {
            return batch;
        }
        float[] given = file.tensor("lengths").data();
        int[] lengths = new int[given.length];
        Arrays.setAll(lengths, b -> (int) given[b]);
        return batch.lengths(lengths);
    }

    /** The batches to train on first. */
    List<Batch> batches() {
        Tensor all = file.tensor("batches");
        int[] dims = Arrays.copyOfRange(all.shape().toArray(), 1, 4);
        int length = Math.toIntExact(Shape.of(dims).elements());
        return Stream.iterate(0, i -> i < all.shape().dim(0), i -> i + 1)
                .map(i -> withLengths(Batch.of(Tensor.of(Arrays.copyOfRange(all.data(), i * length, (i + 1) * length),
                        dims)))).toList();
    }

    Tensor outputGradient() {
        return file.tensor("R_y");
    }

    /** The names of all that is expected. */
    List<String> expected() {
        return numbers("max_abs").keySet().stream().toList();
    }

    Comparison compare(String result, Tensor got) {
        double tolerance = Math.max(FLOAT32_ERRORS * numbers("float32_max_abs_error").get(result),
                FLOAT32_ROUNDING * numbers("max_abs").get(result));
        return Comparison.of(name + ": " + result, got, file.tensor(result), tolerance);
    }

    private Map<String, Double> numbers(String key) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        try {
            JSON.std.mapFrom(file.metadata(key)).forEach((name, value) -> numbers.put(name, ((Number) value).doubleValue()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return numbers;
    }
}

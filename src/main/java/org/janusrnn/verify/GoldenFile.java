package org.janusrnn.verify;

import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;

/** A file of the golden format: what a network is given, and what must come of it. */
public sealed interface GoldenFile permits GoldenCase, GoldenTraining {

    /**
     * Reads a file of either kind; its metadata tells which.
     *
     * @throws SafetensorsException naming the file and the fault where it is not a whole golden file.
     */
    static GoldenFile read(Path path) {
        SafetensorsFile file = Safetensors.read(path);
        return GoldenTraining.FORMAT.equals(file.metadata().get("format")) ? GoldenTraining.of(file)
                : GoldenCase.of(file);
    }

    Path path();

    /** What the file calls itself. */
    String name();

    /** Its recurrent layers and the sizes of its batch. */
    GoldenNetwork network();

    /** The start values of its parameters under PyTorch's names. */
    Map<String, Tensor> parameters();

    /** How many elements of each tensor of the file are NaN or infinite; only tensors that have such. */
    Map<String, Long> nonFinite();
}

package org.janusrnn.task;

import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;

/** A trained network that puts vowels back, and the file it is kept in: safetensors with architecture and alphabet. */
public final class VowelModel implements AutoCloseable {
    private static final String TASK = VowelTask.NAME;

    private final Network network;
    private final Alphabet alphabet;

    /** @param network takes indices of the alphabet, gives a score for each vowel; closed with the model. */
    public VowelModel(Network network, Alphabet alphabet) {
        this.network = network;
        this.alphabet = alphabet;
    }

    /**
     * Reads a model onto a device.
     *
     * @param cells the cells of the user's own that it may have.
     * @throws SafetensorsException where the file is broken or holds no model of this task.
     */
    public static VowelModel read(Engine engine, Path path, Cell... cells) {
        SafetensorsFile file = Safetensors.read(path);
        if (!TASK.equals(file.metadata("task"))) {
            throw new SafetensorsException(path, "is a model of the task '" + file.metadata("task") + "', not of '"
                    + TASK + "'");
        }
        Alphabet alphabet = Alphabet.of(file.metadata("alphabet"));
        return new VowelModel(Network.read(engine, file, cells), alphabet);
    }

    /** Writes the model, whole or not at all. */
    public void write(Path path) {
        network.save(path, Map.of("task", TASK, "alphabet", alphabet.characters()));
    }

    public Network network() {
        return network;
    }

    /** The line with every hidden vowel ({@code _}) put back. */
    public String restore(String line) {
        return restore(MaskedLine.of(line, alphabet));
    }

    /** The line with every vowel it hides put back. */
    public String restore(MaskedLine line) {
        int[] inputs = line.inputs();
        if (inputs.length == 0) {
            return line.text();
        }
        return line.restore(network.classify(Batch.of(inputs, inputs.length, 1)));
    }

    @Override
    public void close() {
        network.close();
    }
}

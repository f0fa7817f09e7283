package org.janusrnn.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClBuildException;
import org.janusrnn.cl.ClException;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.DeviceMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs golden files on one device, in one way. Whatever goes wrong with a file is that file's outcome, and the next one
 * is run all the same.
 */
public final class Verification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

    private final Supplier<Engine> device;
    private Engine engine;

    /** The device is opened when the first file needs it. Its memory starts as NaN: nothing may depend on that. */
    public Verification(Target target) {
        this(() -> Engine.builder().device(target.device()).way(target.way()).poisoned().open());
    }

    Verification(Supplier<Engine> device) {
        this.device = device;
    }

    /**
     * Runs one file.
     *
     * @throws IllegalArgumentException where the device cannot be opened for what the user set.
     */
    public Outcome check(Path path) {
        GoldenFile file;
        try {
            file = GoldenFile.read(path);
        } catch (SafetensorsException e) {
            return Outcome.broken(path, e.getMessage());
        }
        Support support = Support.of(file);
        if (support.cell() == null) {
            return Outcome.unsupported(file, support.reason());
        }
        try {
            if (engine == null) {
                engine = device.get();
            }
            return Outcome.computed(file, run(file, support.cell()));
        } catch (ClBuildException e) {
            return Outcome.failed(file, oneLine(e));
        } catch (ClException e) {
            // What a driver does after an error is anyone's guess: the next file gets a context of its own.
            close();
            return Outcome.failed(file, e.getMessage());
        } catch (DeviceMemoryException e) {
            return Outcome.failed(file, e.getMessage());
        } catch (RuntimeException e) {
            if (engine == null && e instanceof IllegalArgumentException) {
                throw e; // of a setting that the device is opened with: no file's outcome, and the same for all of them
            }
            LOG.debug("{}", path, e);
            close();
            return Outcome.failed(file, "internal error, " + e);
        }
    }

    private List<Comparison> run(GoldenFile file, Cell cell) {
        return file instanceof GoldenTraining training ? GoldenTrainingRun.run(engine, training, cell)
                : GoldenRun.run(engine, (GoldenCase) file, cell);
    }

    /** The message's own line, and the first of the compiler's log that names an error. */
    private static String oneLine(ClBuildException e) {
        String message = e.getMessage().lines().findFirst().orElse("");
        return e.log().lines().filter(line -> line.contains("error")).findFirst()
                .map(line -> message + "; " + line.strip()).orElse(message);
    }

    @Override
    public void close() {
        Engine open = engine;
        engine = null;
        if (open != null) {
            try {
                open.close();
            } catch (ClException e) {
                LOG.warn("closing {}: {}", open.device().name(), e.getMessage());
            }
        }
    }
}

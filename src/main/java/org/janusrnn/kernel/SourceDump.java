package org.janusrnn.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.janusrnn.cl.Settings;

/**
 * Writes the text of every program that is built to a folder, for whoever wants to look at it, report it to a driver's
 * maker or compile it offline. {@code -Djanus.dump} or {@code JANUS_DUMP} names the folder.
 *
 * <p>A file is one program, includes in place: its first line holds the compiler's options.
 */
final class SourceDump {
    /** What stands before the options in the first line of a file. */
    private static final String OPTIONS = "// options: ";
    private static final int HASH_DIGITS = 8;

    private final Path folder;

    private SourceDump(Path folder) {
        this.folder = folder;
    }

    /** The dump that the settings ask for; null where they ask for none. */
    static SourceDump asked() {
        String folder = Settings.get("dump");
        return folder == null ? null : new SourceDump(Path.of(folder));
    }

    /** @param file the program's kernel file, such as {@code dense/pack.cl}. */
    void write(String file, String options, String source) {
        String hash = String.format("%0" + HASH_DIGITS + "x", (options + source).hashCode());
        String name = file.replace('/', '-').replaceAll("\\.cl$", "") + "-" + hash + ".cl";
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), OPTIONS + options + "\n" + source);
        } catch (IOException e) {
            throw new UncheckedIOException("the program " + name + " cannot be written to JANUS_DUMP=" + folder
                    + "; name a folder that can be written to", e);
        }
    }
}

package org.janusrnn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.janusrnn.io.WholeFile;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.kernel.TuningFile;

/** The user's tuning file while it is written: each entry is on the disk at once, so that it stays whatever comes. */
final class UserTuning {
    private final Path file;
    private final List<TuningEntry> entries;
    private int kept;

    /** @throws IllegalArgumentException where the file is there and cannot be read. */
    UserTuning(Path file) {
        this.file = file;
        entries = new ArrayList<>(Files.exists(file) ? Tuning.read(file) : List.of());
    }

    /** Keeps an entry in place of one that speaks of the same kernel, device and rows. */
    void keep(TuningEntry entry) {
        entries.removeIf(entry::sameKey);
        entries.add(entry);
        write();
        kept++;
    }

    /** Makes the file if it is not there, without an entry: what is shipped holds. */
    void create() {
        if (!Files.exists(file)) {
            write();
        }
    }

    private void write() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WholeFile.write(file, TuningFile.text(entries).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether anything was kept. */
    boolean changed() {
        return kept > 0;
    }

    Path file() {
        return file;
    }
}

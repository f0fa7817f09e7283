package org.janusrnn.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Built programs on disk, one file each, for drivers that keep none themselves. No failure here is an error: whatever
 * cannot be read or written costs a build from source and one line in the log.
 *
 * <p>A file is the SHA-256 of the program followed by the program. A driver that is given a damaged binary may end the
 * process, so what does not match is not used.
 */
final class DiskCache {
    private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);

    /** To be raised when the key's fields or the file's layout change. */
    private static final int FORMAT = 1;
    private static final int DIGEST_BYTES = 32;

    private final Path folder;

    DiskCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The cache for a device, or null where its driver has one of its own or {@code JANUS_CACHE} is {@code off}.
     * {@code JANUS_CACHE} otherwise names the folder; by default {@code janus} in {@code $XDG_CACHE_HOME} or in
     * {@code ~/.cache}.
     */
    static DiskCache of(ClDevice device) {
        String setting = Settings.get("cache");
        if (!device.forgetsBuilds() || "off".equalsIgnoreCase(setting)) {
            return null;
        }
        return new DiskCache(setting != null ? Path.of(setting) : Settings.cacheFolder());
    }

    /** The name of a program's file: everything that its binary depends on. */
    static String key(ClDevice device, String source, String options) {
        MessageDigest digest = sha256();
        for (String field : new String[] {Integer.toString(FORMAT), source, options, device.platform(),
                device.platformVersion(), device.name(), device.version(), device.driverVersion()}) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            // With the length before it, no field can pass for the end of the one before.
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The program, or null where there is none that is whole. */
    byte[] read(String key) {
        Path file = folder.resolve(key);
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length > DIGEST_BYTES) {
                byte[] program = Arrays.copyOfRange(content, DIGEST_BYTES, content.length);
                if (Arrays.equals(sha256().digest(program), 0, DIGEST_BYTES, content, 0, DIGEST_BYTES)) {
                    return program;
                }
            }
            LOG.info("cached program {} is damaged and will be built again", file);
        } catch (NoSuchFileException e) {
            LOG.debug("no cached program {}", file);
        } catch (IOException e) {
            LOG.info("cached program {} cannot be read: {}", file, e.toString());
        }
        return null;
    }

    /** Keeps a program; an empty one, which some drivers give, is not worth keeping. */
    void write(String key, byte[] program) {
        if (program.length == 0) {
            return;
        }
        Path file = folder.resolve(key);
        Path temporary = null;
        try {
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, key.substring(0, 8), ".part");
            byte[] content = Arrays.copyOf(sha256().digest(program), DIGEST_BYTES + program.length);
            System.arraycopy(program, 0, content, DIGEST_BYTES, program.length);
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.info("program cannot be cached as {}: {}", file, e.toString());
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("{} is left behind", file, e);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

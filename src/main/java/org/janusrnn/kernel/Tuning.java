package org.janusrnn.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Settings;

/**
 * The parameters of the kernels for one device. They are looked up from the general to the particular, each level overriding
 * the one before: what the kernel's file has, vendor and type, architecture, device (CLBlast's order); first all of that in
 * what Janus ships, then in the user's file, then what is forced.
 *
 * <p>The user's file is {@code tuning.json} in {@code $XDG_CONFIG_HOME/janus} or {@code ~/.config/janus};
 * {@code -Djanus.tuning} or {@code JANUS_TUNING} names another, or is {@code off}. {@code -Djanus.force} or
 * {@code JANUS_FORCE} forces values, as {@code tiled_step.DEPTH=8,way.WIDE=0}.
 */
public final class Tuning {
    private static final String SHIPPED = "tuning/shipped.json";

    /**
     * A value and why it is that.
     *
     * @param from where it comes from, for people.
     */
    public record Choice(int value, String from) {
    }

    /** Entries and what they are called. */
    private record Source(String name, List<TuningEntry> entries) {
    }

    private final ClDevice device;
    private final List<Source> sources;

    private Tuning(ClDevice device, List<Source> sources) {
        this.device = device;
        this.sources = List.copyOf(sources);
    }

    /**
     * What holds for a device: shipped, the user's and forced.
     *
     * @throws IllegalArgumentException where the user's file or what is forced cannot be read, saying why.
     */
    public static Tuning of(ClDevice device) {
        List<Source> sources = new ArrayList<>(List.of(new Source("shipped", shipped())));
        Path file = userFile();
        if (namedFile().isPresent() || !off() && Files.exists(file)) {
            sources.add(new Source(file.toString(), read(file)));
        }
        String forced = Settings.get("force");
        if (forced != null) {
            sources.add(new Source("forced by JANUS_FORCE", forced(forced)));
        }
        return new Tuning(device, sources);
    }

    /** Entries that stand in for the shipped ones, and for the user's. */
    static Tuning of(ClDevice device, List<TuningEntry> shipped, List<TuningEntry> users) {
        return new Tuning(device, List.of(new Source("shipped", shipped), new Source("user's", users)));
    }

    /** What Janus ships, without the user's file and with some entries forced: for the tuner. */
    public static Tuning trial(ClDevice device, TuningEntry... entries) {
        return new Tuning(device, List.of(new Source("shipped", shipped()), new Source("on trial", List.of(entries))));
    }

    /** What Janus ships, and nothing else. */
    public static Tuning shipped(ClDevice device) {
        return new Tuning(device, List.of(new Source("shipped", shipped())));
    }

    private static boolean off() {
        return "off".equalsIgnoreCase(Settings.get("tuning"));
    }

    /** The file that the user named, whether or not it is there; none where the user named none. */
    public static Optional<Path> namedFile() {
        return off() ? Optional.empty() : Optional.ofNullable(Settings.get("tuning")).map(Path::of);
    }

    /** Where the user's own parameters are kept, whether or not the file is there. */
    public static Path userFile() {
        return namedFile().orElseGet(Tuning::usualFile);
    }

    private static Path usualFile() {
        String configuration = System.getenv("XDG_CONFIG_HOME");
        Path parent = configuration == null || configuration.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".config") : Path.of(configuration);
        return parent.resolve("janus").resolve("tuning.json");
    }

    /**
     * The entries of a user's file.
     *
     * @throws IllegalArgumentException naming the file and what is wrong.
     */
    public static List<TuningEntry> read(Path file) {
        try {
            return TuningFile.read(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no tuning file " + file
                    + "; 'janus tune' makes it, JANUS_TUNING=off goes without", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the tuning file " + file + " cannot be read (" + e
                    + "); JANUS_TUNING=off goes without", e);
        }
    }

    /** All that Janus ships, for every device. */
    public static List<TuningEntry> shippedEntries() {
        return shipped();
    }

    private static List<TuningEntry> shipped() {
        try (InputStream in = Tuning.class.getClassLoader().getResourceAsStream(SHIPPED)) {
            return TuningFile.read(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(SHIPPED, e);
        }
    }

    private static List<TuningEntry> forced(String text) {
        List<TuningEntry> entries = new ArrayList<>();
        for (String each : text.split(",")) {
            String[] parts = each.strip().split("[.=]");
            String name = "JANUS_FORCE=" + text;
            if (parts.length != 3 || !parts[2].matches("\\d{1,6}")) {
                throw new IllegalArgumentException(name + ": '" + each.strip()
                        + "' should read as tiled_step.DEPTH=8");
            }
            entries.addAll(TuningFile.read(name, "[{\"kernel\": \"" + parts[0] + "\", \"parameters\": {\"" + parts[1]
                    + "\": " + Integer.parseInt(parts[2]) + "}}]"));
        }
        return entries;
    }

    /** The value of a kernel's parameter; {@code rows} may be null where it depends on none. */
    public int value(Tunable kernel, Tunable.Rows rows, String parameter) {
        return choices(kernel, rows).get(parameter).value();
    }

    /** A kernel's parameters that were chosen otherwise than its file has them, as {@code -D} options. */
    public Defines define(Defines defines, Tunable kernel, Tunable.Rows rows) {
        Defines more = defines;
        for (Map.Entry<String, Choice> each : choices(kernel, rows).entrySet()) {
            more = more.with(each.getKey(), each.getValue().value());
        }
        return more;
    }

    /** All parameters of a kernel, in its own order, and where each comes from. */
    public Map<String, Choice> choices(Tunable kernel, Tunable.Rows rows) {
        Map<String, Choice> choices = new LinkedHashMap<>();
        kernel.standard().forEach((name, value) -> choices.put(name, new Choice(value, "the kernel's own")));
        for (Source source : sources) {
            source.entries.stream().filter(entry -> entry.matches(kernel, rows, device))
                    .sorted(Comparator.comparingInt(TuningEntry::closeness))
                    .forEach(entry -> entry.parameters().forEach((name, value) -> choices.put(name,
                            new Choice(value, source.name + ", " + entry.where()))));
        }
        return choices;
    }
}

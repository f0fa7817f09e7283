package org.janusrnn.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a kernel file with its includes in place, since a driver cannot look into a jar. {@code #line} directives
 * keep the real file and line in the compiler's messages.
 */
public final class KernelSource {
    /** The folder of all kernel files, in the jar. */
    static final String FOLDER = "kernels-cl/";

    /** What a page that is itself source begins with. */
    private static final String TEXT = "text:";
    /** How such a page names the file it comes from. */
    private static final Pattern TITLE = Pattern.compile("#line 1 \"([^\"]+)\"");

    private static final Pattern INCLUDE = Pattern.compile(
            "\\s*#\\s*include\\s+(?:\"([^\"]+)\"|([A-Za-z_][A-Za-z_0-9]*))\\s*(?://.*)?");

    private final Map<String, String> pages;
    private final Set<String> included = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    private KernelSource(Map<String, String> pages) {
        this.pages = pages;
    }

    /**
     * Loads a file.
     *
     * <p>{@code #include "dense/tile.cl"} takes that file of {@code kernels-cl}; {@code #include CELL_PAGE} takes the
     * file that {@code pages} has for {@code CELL_PAGE}, or the source itself where that is a {@link #page}.
     * A file is included once, at its first place, whatever {@code #if} may stand around it.
     *
     * @param file  relative to {@code kernels-cl}, such as {@code "recurrent/step-tiled.cl"}
     * @param pages file names by the word that includes them
     * @throws IllegalArgumentException naming the file, or the line that includes it, where there is no such file
     */
    public static String load(String file, Map<String, String> pages) {
        KernelSource source = new KernelSource(pages);
        source.append(FOLDER + file, file, "");
        return source.text.toString();
    }

    /**
     * A page that is itself source.
     *
     * @param title the name that the compiler's messages give it: the user's own path.
     */
    public static String page(String title, String source) {
        return TEXT + "#line 1 \"" + title.replace('\\', '/').replace('"', '\'') + "\"\n" + source;
    }

    /** The name of a page that is itself source; empty for the name of a file, and for source without a name. */
    public static Optional<String> title(String page) {
        if (!page.startsWith(TEXT)) {
            return Optional.empty();
        }
        Matcher title = TITLE.matcher(page.substring(TEXT.length()).lines().findFirst().orElse(""));
        return title.matches() ? Optional.of(title.group(1)) : Optional.empty();
    }

    /** The text of a page that is itself source, without its name; empty for the name of a file. */
    public static Optional<String> source(String page) {
        if (!page.startsWith(TEXT)) {
            return Optional.empty();
        }
        String text = page.substring(TEXT.length());
        return Optional.of(title(page).isEmpty() ? text : text.substring(text.indexOf('\n') + 1));
    }

    /** {@code from} says where the include stands; empty for the file that was asked for. */
    private void append(String title, String page, String from) {
        if (!included.add(page)) {
            return;
        }
        List<String> lines = page.startsWith(TEXT) ? page.substring(TEXT.length()).lines().toList() : read(page, from);
        if (title(page).isPresent()) {
            lines = lines.subList(1, lines.size());
        }
        directive(1, title);
        int number = 0;
        for (String line : lines) {
            number++;
            Matcher include = INCLUDE.matcher(line);
            if (include.matches()) {
                include(include, " (included by " + title + ":" + number + ")");
                directive(number + 1, title);
            } else {
                text.append(line).append('\n');
            }
        }
    }

    private void include(Matcher include, String from) {
        String file = include.group(1);
        if (file != null) {
            append(FOLDER + file, file, from);
            return;
        }
        String word = include.group(2);
        String page = pages.get(word);
        if (page == null) {
            throw new IllegalArgumentException("no page is given for " + word + from + ", only for " + pages.keySet());
        }
        append(title(page).orElse(FOLDER + (page.startsWith(TEXT) ? word : page)), page, from);
    }

    private void directive(int line, String title) {
        text.append("#line ").append(line).append(" \"").append(title).append("\"\n");
    }

    private static List<String> read(String file, String from) {
        try (InputStream in = KernelSource.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no kernel file " + FOLDER + file + from);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("kernel file " + FOLDER + file + from + " cannot be read", e);
        }
    }
}

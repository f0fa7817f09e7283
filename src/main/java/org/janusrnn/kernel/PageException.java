package org.janusrnn.kernel;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.janusrnn.cl.ClBuildException;

/**
 * A page that the user gave cannot be compiled. The message is one line with the page's own name, the place in it and what
 * the compiler says there; the cause has the whole log.
 */
public final class PageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final String MARK = "(?:fatal )?error:";

    private PageException(String message, ClBuildException cause) {
        super(message, cause);
    }

    static PageException of(String title, ClBuildException cause) {
        String log = cause.log();
        return new PageException(firstError(log, "(?:\\S*/)?" + Pattern.quote(title))
                .map(error -> title + error)
                .or(() -> firstError(log, "(?<file>[^\\s:]+)")
                        .map(error -> title + " does not fit the loops around it: " + error))
                .orElseGet(() -> title + " cannot be compiled: " + log.strip().replaceAll("\\s*\\R\\s*", "; ")), cause);
    }

    /**
     * The log's first error in a file, as {@code :line:column: text}, with the name before it where that is a group. Some
     * compilers say {@code file:line:column: error: text}, others {@code error: file:line:column: text}, and some tell the
     * last error first.
     */
    private static Optional<String> firstError(String log, String file) {
        int name = file.contains("(?<file>") ? 1 : 0;
        return Pattern.compile("^\\s*(?:" + MARK + "\\s*)?" + file + ":(\\d{1,9})(?::(\\d{1,9}))?:\\s*(?:" + MARK
                        + "\\s*)?(\\S.*)$", Pattern.MULTILINE)
                .matcher(log).results().filter(found -> found.group().contains("error:"))
                .min(Comparator.comparingInt((MatchResult found) -> number(found.group(name + 1)))
                        .thenComparingInt(found -> number(found.group(name + 2))))
                .map(found -> (name == 0 ? "" : found.group(1)) + ":" + found.group(name + 1)
                        + (found.group(name + 2) == null ? "" : ":" + found.group(name + 2)) + ": "
                        + found.group(name + 3).strip());
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}

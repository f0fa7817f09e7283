package org.janusrnn.cl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a compiler's messages name the real file and line. Most drivers follow the {@code #line} directives of the
 * source by themselves; others, such as Oclgrind, count the lines of the text they were given and name it as they like.
 */
final class BuildLog {
    private static final Pattern DIRECTIVE = Pattern.compile("\\s*#\\s*line\\s+(\\d+)\\s+\"([^\"]*)\".*");
    private static final Pattern MESSAGE = Pattern.compile("(\\S.*?):(\\d+)((?::\\d+)?:? .*)");

    /** Where each line of the text comes from; index 0 is line 1. */
    private final List<String> places = new ArrayList<>();
    private final Set<String> files = new HashSet<>();

    private BuildLog(String source) {
        String file = null;
        int number = 0;
        for (String line : source.lines().toList()) {
            places.add(file + ":" + number);
            number++;
            Matcher directive = DIRECTIVE.matcher(line);
            if (directive.matches()) {
                number = Integer.parseInt(directive.group(1));
                file = directive.group(2);
                files.add(file);
            }
        }
    }

    /** {@code source} is the text that the driver was given, and begins with a directive. */
    static String translate(String log, String source) {
        BuildLog translation = new BuildLog(source);
        StringJoiner lines = new StringJoiner("\n");
        log.lines().forEach(line -> lines.add(translation.line(line)));
        return lines.toString();
    }

    private String line(String line) {
        Matcher message = MESSAGE.matcher(line);
        if (!message.matches() || namesAFile(message.group(1)) || message.group(2).length() > 9) {
            return line;
        }
        int number = Integer.parseInt(message.group(2));
        // Line 1 is a directive of ours, so nothing is said about it.
        return number < 2 || number > places.size() ? line : places.get(number - 1) + message.group(3);
    }

    /** The name may stand alone, behind a folder, or behind a word: PoCL says {@code error: file:line}. */
    private boolean namesAFile(String text) {
        return files.stream().anyMatch(file -> text.equals(file) || text.endsWith(" " + file)
                || text.endsWith("/" + file));
    }
}

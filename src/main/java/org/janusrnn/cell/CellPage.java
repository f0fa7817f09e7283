package org.janusrnn.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that a user wrote, looked over before any compiler sees it: an index behind the end of its arrays would compile,
 * and read and write what belongs to others.
 */
final class CellPage {
    private static final String FORWARD = "cell_forward";
    private static final String BACKWARD = "cell_backward";
    private static final String OPERAND = "cell_operand";
    private static final String OPERAND_BACKWARD = "cell_operand_backward";

    /** What each argument of a function is indexed by; {@code null} for a plain number. */
    private static final Map<String, List<Kind>> ARGUMENTS = new LinkedHashMap<>();
    private static final Map<String, String> FORMS = new LinkedHashMap<>();

    static {
        form(FORWARD, "void cell_forward(REAL *a, REAL *s, const REAL *v)", Kind.SLOT, Kind.STATE, Kind.VECTOR);
        form(BACKWARD, "void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)", Kind.SLOT,
                Kind.STATE, Kind.STATE, Kind.VECTOR, Kind.VECTOR);
        form(OPERAND, "REAL cell_operand(REAL *a, const REAL *s, const REAL *v)", Kind.SLOT, Kind.STATE, Kind.VECTOR);
        form(OPERAND_BACKWARD, "void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, "
                + "REAL *d, const REAL *v, REAL *dv)", Kind.SLOT, Kind.STATE, Kind.STATE, Kind.NUMBER, Kind.STATE,
                Kind.VECTOR, Kind.VECTOR);
    }

    private enum Kind { SLOT, STATE, VECTOR, NUMBER }

    private static final Pattern COMMENT = Pattern.compile("//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern LAST_WORD = Pattern.compile("(\\w+)\\s*(?:\\[\\s*\\w*\\s*])?\\s*$");

    private final String title;
    private final String text;
    private final Cell cell;

    CellPage(String title, String text, Cell cell) {
        this.title = title;
        this.text = withoutComments(text);
        this.cell = cell;
    }

    private static void form(String function, String form, Kind... arguments) {
        FORMS.put(function, form);
        ARGUMENTS.put(function, List.of(arguments));
    }

    /** The page's code without comments, its spaces and line ends no matter. */
    static String code(String text) {
        return withoutComments(text).strip().replaceAll("\\s+", " ");
    }

    /** Comments become spaces; lines keep their numbers. */
    private static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll(comment -> comment.group().replaceAll("[^\\n]", " "));
    }

    /** @throws IllegalArgumentException in one line, with the page's name and line. */
    void check() {
        for (String function : FORMS.keySet()) {
            boolean wanted = cell.inHalves() || !function.startsWith(OPERAND);
            Matcher head = Pattern.compile("\\b" + function + "\\s*\\(([^()]*)\\)\\s*\\{").matcher(text);
            boolean found = head.find();
            if (wanted && !found) {
                throw new IllegalArgumentException(title + " has no function " + function + ": a page needs "
                        + FORMS.get(function) + " { ... }");
            }
            if (found && !wanted) {
                throw new IllegalArgumentException(at(head.start()) + function + " is never called, because cell "
                        + cell.name() + " is described without operand slots");
            }
            if (found) {
                check(function, head);
            }
        }
    }

    private void check(String function, Matcher head) {
        List<Kind> kinds = ARGUMENTS.get(function);
        List<String> names = new ArrayList<>();
        for (String argument : head.group(1).split(",")) {
            Matcher word = LAST_WORD.matcher(argument);
            names.add(word.find() ? word.group(1) : "");
        }
        if (names.size() != kinds.size()) {
            throw new IllegalArgumentException(at(head.start()) + function + " takes other arguments: "
                    + FORMS.get(function));
        }
        String body = text.substring(head.end(), end(head.end()));
        for (int i = 0; i < names.size(); i++) {
            if (kinds.get(i) != Kind.NUMBER) {
                indices(names.get(i), kinds.get(i), body, head.end());
            }
        }
    }

    /** Where the function's body ends that starts behind a brace. */
    private int end(int start) {
        int depth = 1;
        int at = start;
        while (at < text.length() && depth > 0) {
            char c = text.charAt(at++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return at;
    }

    /** Indices that are plain numbers; others are for {@code verify} to judge. */
    private void indices(String name, Kind kind, String body, int start) {
        int count = kind == Kind.SLOT ? cell.slots() : kind == Kind.STATE ? cell.states() : cell.vectors();
        String kinds = kind == Kind.SLOT ? "slot" : kind == Kind.STATE ? "state" : "vector";
        Pattern use = Pattern.compile("(?<![.>\\w])" + Pattern.quote(name) + "\\s*\\[\\s*(\\d{1,9})\\s*]");
        for (MatchResult found : use.matcher(body).results().toList()) {
            int index = Integer.parseInt(found.group(1));
            if (index >= count) {
                throw new IllegalArgumentException(at(start + found.start()) + name + "[" + index
                        + "] does not exist: cell " + cell.name() + " is described with " + (count == 0 ? "no " + kinds
                                + "s" : count + " " + kinds + (count == 1 ? "" : "s") + ", " + name + "[0]"
                                + (count == 1 ? "" : " to " + name + "[" + (count - 1) + "]")));
            }
        }
    }

    private String at(int offset) {
        return title + ":" + (1 + text.substring(0, offset).chars().filter(c -> c == '\n').count()) + ": ";
    }
}

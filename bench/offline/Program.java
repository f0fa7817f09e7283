import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program as {@link org.janusrnn.cl.PaperGpu} writes it. */
record Program(Path file, String options, List<Launch> launches, String cell) {
    /** Parameters that follow from the cell and the way; the others tell one variant from another. */
    private static final Pattern IMPLIED = Pattern.compile(
            "SLOTS|STATES|VECTORS|[XHO]_(FIRST|GATES)|UNITS|WIDE|COLS|DEPTH|GROUP_ROWS|ROWS_PER_ITEM|ZONEOUT_[HC]");
    private static final Pattern DEFINE = Pattern.compile("-D(\\w+)=(\\S+)");
    private static final Pattern PAGE = Pattern.compile("#line 1 \"kernels-cl/cells/(\\w+)\\.cl\"");
    private static final Pattern LAUNCH = Pattern.compile("// launch: (\\w+) items=(\\d+) local=(\\d+)"
            + "(?: batch=(\\d+))?(?: hidden=(\\d+))?.*");

    /**
     * How a kernel was launched.
     *
     * @param items work-items a work-group.
     * @param local bytes of local memory that are arguments.
     * @param batch sequences, and {@code hidden} units, of a time loop.
     */
    record Launch(String kernel, long items, long local, String batch, String hidden) {
    }

    static Program read(Path file) throws IOException {
        String text = Files.readString(file);
        List<Launch> launches = new ArrayList<>();
        Matcher launch = LAUNCH.matcher(text);
        while (launch.find()) {
            launches.add(new Launch(launch.group(1), Long.parseLong(launch.group(2)), Long.parseLong(launch.group(3)),
                    launch.group(4), launch.group(5)));
        }
        Matcher page = PAGE.matcher(text);
        return new Program(file, text.lines().findFirst().orElseThrow().replace("// options: ", ""), launches,
                page.find() ? page.group(1) : "");
    }

    /** The parameters that the program is built with. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        DEFINE.matcher(options).results().forEach(each -> parameters.put(each.group(1), each.group(2)));
        return parameters;
    }

    /** The cell, and whatever tells this variant from others of it. */
    String variant() {
        List<String> words = new ArrayList<>(cell.isEmpty() ? List.of() : List.of(cell));
        Map<String, String> parameters = parameters();
        parameters.forEach((name, value) -> {
            boolean implied = IMPLIED.matcher(name).matches() && !name.equals("X_GATES");
            if (!implied && !value.equals("0")) {
                words.add(name.toLowerCase() + "=" + value);
            }
        });
        if (parameters.containsKey("GROUP_ROWS")) {
            words.add("tile=" + parameters.get("GROUP_ROWS") + "x" + parameters.get("ROWS_PER_ITEM") + "x"
                    + parameters.get("DEPTH"));
        }
        return String.join(" ", words);
    }

    /** The launch of the kernel that had the most local memory as arguments; null where it was never launched. */
    Launch largest(String kernel) {
        return launches.stream().filter(each -> each.kernel.equals(kernel))
                .max(Comparator.comparingLong(Launch::local)).orElse(null);
    }
}

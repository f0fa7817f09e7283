import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The local memory that Janus gives the loops of small hidden sizes, as their launches had it. */
final class LocalMemory {
    private static final String LOOP = "tiled_sequence_";
    private static final List<String> COLUMNS = List.of("amd forward", "amd backward", "nvidia forward",
            "nvidia backward");

    private LocalMemory() {
    }

    /** A hidden size and a number of sequences. */
    private record Size(int hidden, int batch) {
    }

    static String table(Map<String, List<Program>> programs) {
        Map<Size, Map<String, Map<String, String>>> found = new TreeMap<>(
                Comparator.comparingInt(Size::hidden).thenComparingInt(Size::batch));
        programs.forEach((vendor, each) -> each.forEach(program -> program.launches().forEach(launch -> {
            if (launch.kernel().startsWith(LOOP)) {
                Size size = new Size(Integer.parseInt(launch.hidden()), Integer.parseInt(launch.batch()));
                found.computeIfAbsent(size, s -> new TreeMap<>())
                        .computeIfAbsent(program.cell(), c -> new TreeMap<>())
                        .put(vendor + " " + launch.kernel().substring(LOOP.length()), text(program, launch));
            }
        })));
        StringBuilder text = new StringBuilder("## Local memory of the loops of small hidden sizes\n\n"
                + "It is an argument. These are the bytes a work-group that Janus gives, on AMD's GPUs, which have 64 "
                + "KiB, and on NVIDIA's, which offer OpenCL 48 KiB. Where the weights fit beside the states they are "
                + "part of it (w); a larger hidden size than these takes a launch a step.\n\n"
                + "| hidden | sequences | cell | work-items | " + String.join(" | ", COLUMNS)
                + " |\n| --- | --- | --- | --- |" + " --- |".repeat(COLUMNS.size()) + "\n");
        found.forEach((size, cells) -> alike(cells).forEach((figures, names) -> text.append("| ").append(size.hidden)
                .append(" | ").append(size.batch).append(" | ").append(String.join(", ", names)).append(" | ")
                .append(figures).append(" |\n")));
        return text.toString();
    }

    private static String text(Program program, Program.Launch launch) {
        boolean weights = "1".equals(program.parameters().get("LOCAL_WEIGHTS"));
        return launch.items() + " | " + launch.local() + (weights ? " w" : "");
    }

    /** Cells of the same figures share a line. */
    private static Map<String, Set<String>> alike(Map<String, Map<String, String>> cells) {
        Map<String, Set<String>> lines = new LinkedHashMap<>();
        cells.forEach((cell, figures) -> {
            List<String> columns = new ArrayList<>();
            Set<String> items = new TreeSet<>();
            for (String column : COLUMNS) {
                String[] parts = figures.getOrDefault(column, "- | -").split(" \\| ");
                items.add(parts[0]);
                columns.add(parts[1]);
            }
            lines.computeIfAbsent(String.join(" or ", items) + " | " + String.join(" | ", columns),
                    line -> new TreeSet<>()).add(cell);
        });
        return lines;
    }
}

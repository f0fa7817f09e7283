import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a compiler says of a kernel.
 *
 * @param registers vector registers a lane; below 0 where it does not tell.
 * @param spilled   registers kept elsewhere, or bytes of stack.
 * @param local     bytes of local memory a work-group that the kernel itself declares.
 * @param waves     wavefronts that a SIMD unit can hold of it; below 0 where it does not tell.
 */
record Figures(int registers, int spilled, int local, int waves) {

    /** From the metadata that end AMD's assembly text, and the comment behind each kernel. */
    static Map<String, Figures> ofAmd(String text) {
        Map<String, Figures> found = new TreeMap<>();
        Matcher kernel = Pattern.compile("\\.amdhsa_kernel (\\w+)(.*?\n; Occupancy: \\d+)", Pattern.DOTALL)
                .matcher(text);
        while (kernel.find()) {
            String name = kernel.group(1);
            String about = kernel.group(2);
            Matcher spills = Pattern.compile("\\.name:\\s+" + name + "\n.*?\\.sgpr_spill_count:\\s+(\\d+).*?"
                    + "\\.vgpr_spill_count:\\s+(\\d+)", Pattern.DOTALL).matcher(text);
            if (!spills.find()) {
                throw new IllegalStateException("the assembly of " + name + " has no spill counts");
            }
            found.put(name, new Figures(number(about, "NumVgprs: (\\d+)"), Integer.parseInt(spills.group(1))
                    + Integer.parseInt(spills.group(2)) + number(about, "ScratchSize: (\\d+)"),
                    number(about, "LDSByteSize: (\\d+)"), number(about, "Occupancy: (\\d+)")));
        }
        return found;
    }

    /** From PTX, which has no registers yet. */
    static Map<String, Figures> ofPtx(String text) {
        Map<String, Figures> found = new TreeMap<>();
        for (String part : text.split("\\.entry ")) {
            Matcher name = Pattern.compile("^(\\w+)\\(").matcher(part);
            if (!name.find()) {
                continue;
            }
            int local = Pattern.compile("\\.shared[^;]*\\[(\\d+)\\]").matcher(part).results()
                    .mapToInt(m -> Integer.parseInt(m.group(1))).sum();
            Matcher stack = Pattern.compile("__local_depot\\d+\\[(\\d+)\\]").matcher(part);
            found.put(name.group(1), new Figures(-1, stack.find() ? Integer.parseInt(stack.group(1)) : 0, local, -1));
        }
        return found;
    }

    /** Adds to PTX's figures what {@code ptxas -v} said. */
    static Map<String, Figures> withRegisters(Map<String, Figures> ptx, String log) {
        Map<String, Figures> found = new TreeMap<>(ptx);
        Matcher kernel = Pattern.compile("entry function '(\\w+)'.*?(\\d+) bytes spill stores.*?Used (\\d+) registers",
                Pattern.DOTALL).matcher(log);
        while (kernel.find()) {
            Figures from = found.get(kernel.group(1));
            found.put(kernel.group(1), new Figures(Integer.parseInt(kernel.group(3)),
                    from.spilled + Integer.parseInt(kernel.group(2)), from.local, -1));
        }
        return found;
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("the assembly lacks " + pattern);
        }
        return Integer.parseInt(matcher.group(1));
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles programs, as {@code JANUS_DUMP} writes them, for GPUs, and tabulates what their compilers say: registers,
 * spills, local memory, occupancy. The exit status is 1 where a kernel does not compile or spills.
 *
 * <p>Usage: {@code java Compile.java FOLDER TABLE.md}
 */
final class Compile {
    private static final Path BITCODE = Path.of("/usr/lib/clc");
    private static final List<String> COMPILERS = List.of("clang-19", "clang-15");
    /** Parameters that follow from the cell and the way; the others tell one variant from another. */
    private static final Pattern IMPLIED = Pattern.compile(
            "SLOTS|STATES|VECTORS|[XHO]_(FIRST|GATES)|UNITS|WIDE|COLS|DEPTH|GROUP_ROWS|ROWS_PER_ITEM|ZONEOUT_[HC]");
    private static final Pattern DEFINE = Pattern.compile("-D(\\w+)=(\\S+)");
    private static final Pattern PAGE = Pattern.compile("#line 1 \"kernels-cl/cells/(\\w+)\\.cl\"");

    /** A GPU to compile for. */
    record Gpu(String name, boolean amd) {
        List<String> options() {
            return amd ? List.of("-target", "amdgcn-amd-amdhsa", "-mcpu=" + name, "-Xclang", "-mlink-builtin-bitcode",
                    "-Xclang", BITCODE.resolve("amdgcn--amdhsa.bc").toString())
                    : List.of("-target", "nvptx64-nvidia-nvcl", "-Xclang", "-target-cpu", "-Xclang", name, "-Xclang",
                            "-mlink-builtin-bitcode", "-Xclang",
                            BITCODE.resolve("nvptx64--nvidiacl.bc").toString());
        }
    }

    private static final List<Gpu> GPUS = List.of(new Gpu("gfx90a", true), new Gpu("gfx1030", true),
            new Gpu("gfx1100", true), new Gpu("sm_70", false), new Gpu("sm_80", false), new Gpu("sm_90", false));

    /**
     * What a compiler says of a kernel.
     *
     * @param registers vector registers a lane; below 0 where it does not tell.
     * @param spilled   registers kept in memory, or bytes of stack.
     * @param local     bytes of local memory a work-group.
     * @param waves     wavefronts or warps a SIMD unit can hold; below 0 where it does not tell.
     */
    record Figures(int registers, int spilled, int local, int waves) {
        String text() {
            String text = (registers < 0 ? "ok" : Integer.toString(registers)) + (waves < 0 ? "" : " / " + waves);
            return spilled > 0 ? "**" + text + ", spills " + spilled + "**" : text;
        }
    }

    private final String compiler = COMPILERS.stream().filter(Compile::onPath).findFirst().orElseThrow(
            () -> new IllegalStateException("no " + String.join(" or ", COMPILERS) + ": apt-get install clang-19"));
    private final boolean ptxas = onPath("ptxas");
    private final Path assembly;
    private boolean faults;

    private Compile(Path scratch) {
        assembly = scratch.resolve("kernel.s");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: java Compile.java FOLDER TABLE.md");
            System.exit(2);
        }
        if (!Files.exists(BITCODE)) {
            System.err.println("no " + BITCODE + ": apt-get install libclc-15");
            System.exit(2);
        }
        Path scratch = Files.createTempDirectory("offline");
        Compile compile = new Compile(scratch);
        try {
            Files.writeString(Path.of(args[1]), compile.table(Path.of(args[0])));
        } finally {
            Files.deleteIfExists(compile.assembly);
            Files.deleteIfExists(scratch.resolve("kernel.cubin"));
            Files.delete(scratch);
        }
        System.exit(compile.faults ? 1 : 0);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    private String table(Path folder) throws IOException, InterruptedException {
        List<Path> programs;
        try (Stream<Path> files = Files.list(folder)) {
            programs = files.filter(f -> f.toString().endsWith(".cl")).sorted().toList();
        }
        Map<String, String> rows = new TreeMap<>();
        int done = 0;
        for (Path program : programs) {
            if (System.console() != null) {
                System.err.printf("\r%d of %d programs", ++done, programs.size());
            }
            Map<String, List<String>> cells = new TreeMap<>();
            Map<String, Integer> local = new TreeMap<>();
            for (Gpu gpu : GPUS) {
                compile(program, gpu).forEach((kernel, figures) -> {
                    cells.computeIfAbsent(kernel, k -> new ArrayList<>()).add(figures.text());
                    local.merge(kernel, figures.local, Math::max);
                    faults |= figures.spilled > 0;
                });
            }
            String variant = variant(program);
            cells.forEach((kernel, figures) -> rows.put(kernel + " | " + variant,
                    "| " + kernel + " | " + variant + " | " + local.get(kernel) + " | "
                            + String.join(" | ", figures) + " |"));
        }
        return head(rows.size()) + String.join("\n", rows.values()) + "\n";
    }

    private String head(int kernels) throws IOException, InterruptedException {
        String version = run(List.of(compiler, "--version")).lines().findFirst().orElse(compiler);
        return "# Kernels on GPUs that are not here\n\n"
                + "Every kernel of the tiled way as its compiler left it; `bench/offline/run` makes this page.\n\n"
                + "Compiler: " + version + ". " + (ptxas ? "NVIDIA's registers are ptxas's." : "No ptxas was here: of "
                + "NVIDIA's GPUs it is known that a kernel compiles (ok) and needs no stack, not how many registers "
                + "it takes.") + "\n\n"
                + "A figure is vector registers a lane / wavefronts a SIMD unit can hold of it (AMD). Spills would "
                + "stand in bold. Local memory is in bytes a work-group, the most of any GPU. A tile is "
                + "GROUP_ROWS x ROWS_PER_ITEM x DEPTH: the kernels' own, and what tuning/shipped.json has for GPUs. "
                + kernels + " kernels.\n\n"
                + "| kernel | variant | local | " + GPUS.stream().map(Gpu::name).collect(Collectors.joining(" | "))
                + " |\n| --- | --- | --- |" + " --- |".repeat(GPUS.size()) + "\n";
    }

    private static String variant(Path program) throws IOException {
        String text = Files.readString(program);
        Matcher page = PAGE.matcher(text);
        List<String> words = new ArrayList<>();
        if (page.find()) {
            words.add(page.group(1));
        }
        Matcher define = DEFINE.matcher(options(text));
        while (define.find()) {
            boolean implied = IMPLIED.matcher(define.group(1)).matches() && !define.group(1).equals("X_GATES");
            if (!implied && !define.group(2).equals("0")) {
                words.add(define.group(1).toLowerCase() + "=" + define.group(2));
            }
        }
        Map<String, String> tile = new TreeMap<>();
        DEFINE.matcher(options(text)).results().forEach(each -> tile.put(each.group(1), each.group(2)));
        if (tile.containsKey("GROUP_ROWS")) {
            words.add("tile=" + tile.get("GROUP_ROWS") + "x" + tile.get("ROWS_PER_ITEM") + "x" + tile.get("DEPTH"));
        }
        return String.join(" ", words);
    }

    private static String options(String text) {
        return text.lines().findFirst().orElse("").replace("// options: ", "");
    }

    private Map<String, Figures> compile(Path program, Gpu gpu) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compiler, "-x", "cl"));
        command.addAll(List.of(options(Files.readString(program)).split(" ")));
        command.addAll(List.of("-Xclang", "-finclude-default-header", "-nogpulib", "-Wno-linker-warnings", "-w", "-O3"));
        command.addAll(gpu.options());
        command.addAll(List.of("-S", program.toString(), "-o", assembly.toString()));
        String log = run(command);
        if (!log.isBlank()) {
            throw new IOException(program.getFileName() + " for " + gpu.name + ": " + log);
        }
        String text = Files.readString(assembly);
        return gpu.amd ? amd(text) : nvidia(text, gpu);
    }

    /** From the metadata that end the assembly text, and the comment behind each kernel. */
    private static Map<String, Figures> amd(String text) {
        Map<String, Figures> found = new TreeMap<>();
        Matcher kernel = Pattern.compile("\\.amdhsa_kernel (\\w+)(.*?)\n; Occupancy: (\\d+)", Pattern.DOTALL)
                .matcher(text);
        while (kernel.find()) {
            String name = kernel.group(1);
            String about = kernel.group(2);
            Matcher spills = Pattern.compile("\\.name:\\s+" + name + "\n.*?\\.sgpr_spill_count:\\s+(\\d+).*?"
                    + "\\.vgpr_spill_count:\\s+(\\d+)", Pattern.DOTALL).matcher(text);
            int spilled = spills.find() ? Integer.parseInt(spills.group(1)) + Integer.parseInt(spills.group(2)) : 0;
            found.put(name, new Figures(number(about, "NumVgprs: (\\d+)"),
                    spilled + number(about, "ScratchSize: (\\d+)"), number(about, "LDSByteSize: (\\d+)"),
                    Integer.parseInt(kernel.group(3))));
        }
        return found;
    }

    /** From PTX, and from ptxas where it is here. */
    private Map<String, Figures> nvidia(String text, Gpu gpu) throws IOException, InterruptedException {
        Map<String, Figures> found = new TreeMap<>();
        for (String part : text.split("\\.entry ")) {
            Matcher name = Pattern.compile("^(\\w+)\\(").matcher(part);
            if (!name.find()) {
                continue;
            }
            int local = Pattern.compile("\\.shared[^;]*\\[(\\d+)\\]").matcher(part).results()
                    .mapToInt(m -> Integer.parseInt(m.group(1))).sum();
            int stack = Math.max(0, number(part, "__local_depot\\d+\\[(\\d+)\\]"));
            found.put(name.group(1), new Figures(-1, stack, local, -1));
        }
        if (!ptxas) {
            return found;
        }
        String log = run(List.of("ptxas", "-v", "-arch=" + gpu.name, assembly.toString(), "-o",
                assembly.resolveSibling("kernel.cubin").toString()));
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
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 && output.isBlank()) {
            throw new IOException(command.get(0) + " ended with " + process.exitValue());
        }
        return output;
    }
}

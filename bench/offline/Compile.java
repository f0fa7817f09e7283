import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles programs, as {@code Variants} writes them, for GPUs, and tabulates what their compilers say: registers,
 * spills, local memory, occupancy. The exit status is 1 where a kernel does not compile or spills.
 *
 * <p>Usage: {@code java Compile FOLDER TABLE.md}
 */
final class Compile {
    private static final Path BITCODE = Path.of("/usr/lib/clc");
    private static final List<String> COMPILERS = List.of("clang-19", "clang-15");

    /**
     * A GPU to compile for.
     *
     * @param folder the vendor's programs.
     * @param lanes  of a wavefront.
     * @param units  SIMD units that share 64 KiB of local memory.
     */
    record Gpu(String name, String folder, int lanes, int units) {
        private static final long LOCAL_MEMORY = 64 << 10;

        static Gpu nvidia(String name) {
            return new Gpu(name, "nvidia", 0, 0);
        }

        boolean amd() {
            return folder.equals("amd");
        }

        List<String> options() {
            return amd() ? List.of("-target", "amdgcn-amd-amdhsa", "-mcpu=" + name, "-Xclang", "-mlink-builtin-bitcode",
                    "-Xclang", BITCODE.resolve("amdgcn--amdhsa.bc").toString())
                    : List.of("-target", "nvptx64-nvidia-nvcl", "-Xclang", "-target-cpu", "-Xclang", name, "-Xclang",
                            "-mlink-builtin-bitcode", "-Xclang",
                            BITCODE.resolve("nvptx64--nvidiacl.bc").toString());
        }

        /** What a kernel takes of this GPU, for the table. */
        String text(Figures figures, Program.Launch launch) {
            String text = figures.registers() < 0 ? "ok" : Integer.toString(figures.registers());
            if (figures.waves() >= 0) {
                text += " / " + waves(figures, launch);
            }
            return figures.spilled() > 0 ? "**" + text + ", spills " + figures.spilled() + "**" : text;
        }

        /** The compiler knows of registers and of what a kernel declares, not of local memory that is an argument. */
        private String waves(Figures figures, Program.Launch launch) {
            if (launch == null || launch.local() == 0) {
                return Integer.toString(figures.waves());
            }
            long groups = LOCAL_MEMORY / (launch.local() + figures.local());
            long waves = groups * ((launch.items() + lanes - 1) / lanes);
            return waves < units ? "below 1" : Long.toString(Math.min(figures.waves(), waves / units));
        }
    }

    /** gfx90a: four SIMD units of 64 lanes a compute unit; gfx10 and gfx11: two of 32, in the compilers' usual mode. */
    private static final List<Gpu> GPUS = List.of(new Gpu("gfx90a", "amd", 64, 4), new Gpu("gfx1030", "amd", 32, 2),
            new Gpu("gfx1100", "amd", 32, 2), Gpu.nvidia("sm_70"), Gpu.nvidia("sm_80"), Gpu.nvidia("sm_90"));

    private final String compiler = COMPILERS.stream().filter(Compile::onPath).findFirst().orElseThrow(
            () -> new IllegalStateException("no " + String.join(" or ", COMPILERS) + ": apt-get install clang-19"));
    private final boolean ptxas = onPath("ptxas");
    private final Path folder;

    private Compile(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: java Compile FOLDER TABLE.md");
            System.exit(2);
        }
        if (!Files.exists(BITCODE)) {
            System.err.println("no " + BITCODE + ": apt-get install libclc-15");
            System.exit(2);
        }
        Compile compile = new Compile(Path.of(args[0]));
        Map<String, List<Program>> programs = new HashMap<>();
        for (String vendor : List.of("amd", "nvidia")) {
            programs.put(vendor, compile.programs(vendor));
        }
        List<Row> rows = compile.rows(programs);
        String table = compile.head(rows.size()) + rows.stream().map(Row::text).collect(Collectors.joining())
                + "\n" + LocalMemory.table(programs);
        Files.writeString(Path.of(args[1]), table);
        long spilling = rows.stream().filter(row -> row.text().contains("spills")).count();
        System.err.println(rows.size() + " kernels, of which " + spilling + " spill");
        System.exit(spilling > 0 ? 1 : 0);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    private List<Program> programs(String vendor) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve(vendor))) {
            files = all.filter(f -> f.toString().endsWith(".cl")).sorted().toList();
        }
        List<Program> programs = new ArrayList<>();
        for (Path file : files) {
            programs.add(Program.read(file));
        }
        return programs;
    }

    /** A line of the table: a kernel and variant, and what it takes of each GPU. */
    private record Row(String title, Map<String, Set<String>> figures, long[] local) {
        /** Where programs of one title differ in their figures, all of these are shown. */
        String text() {
            return "| " + title + " | " + local[0] + " | " + GPUS.stream()
                    .map(gpu -> String.join(" or ", figures.getOrDefault(gpu.name, Set.of("-"))))
                    .collect(Collectors.joining(" | ")) + " |\n";
        }
    }

    private record Compiled(Program program, Gpu gpu, Map<String, Figures> kernels) {
    }

    private List<Row> rows(Map<String, List<Program>> programs) throws InterruptedException, ExecutionException {
        ExecutorService compilers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        List<Future<Compiled>> pending = new ArrayList<>();
        for (Gpu gpu : GPUS) {
            for (Program program : programs.get(gpu.folder)) {
                pending.add(compilers.submit(() -> new Compiled(program, gpu, compile(program, gpu))));
            }
        }
        Map<String, Row> rows = new TreeMap<>();
        try {
            int done = 0;
            for (Future<Compiled> each : pending) {
                Compiled of = each.get();
                of.kernels.forEach((kernel, figures) -> {
                    Program.Launch launch = of.program.largest(kernel);
                    Row row = rows.computeIfAbsent(kernel + " | " + of.program.variant(),
                            title -> new Row(title, new HashMap<>(), new long[1]));
                    row.figures.computeIfAbsent(of.gpu.name, gpu -> new TreeSet<>())
                            .add(of.gpu.text(figures, launch));
                    row.local[0] = Math.max(row.local[0], figures.local() + (launch == null ? 0 : launch.local()));
                });
                if (System.console() != null) {
                    System.err.printf("\r%d of %d compiled", ++done, pending.size());
                }
            }
        } finally {
            compilers.shutdownNow();
        }
        return List.copyOf(rows.values());
    }

    private String head(int kernels) throws IOException, InterruptedException {
        String version = run(List.of(compiler, "--version")).lines().findFirst().orElse(compiler);
        return "# Kernels on GPUs that are not here\n\n"
                + "Every kernel of the tiled way that Janus builds for a GPU, with the parameters that "
                + "tuning/shipped.json has for GPUs, as its compiler left it; `bench/offline/run` makes this page.\n\n"
                + "Compiler: " + version + ". " + (ptxas ? "NVIDIA's registers are ptxas's." : "No ptxas was here: of "
                + "NVIDIA's GPUs it is known that a kernel compiles (ok) and needs no stack, not how many registers "
                + "it takes.") + "\n\n"
                + "A figure is vector registers a lane / wavefronts a SIMD unit can hold of it by registers and local "
                + "memory (AMD). Spills, of scalar registers too, would stand in bold. Local memory is in bytes a "
                + "work-group, arguments included, the most that Janus gives it. A tile is GROUP_ROWS x ROWS_PER_ITEM "
                + "x DEPTH. A - is where a vendor's GPUs do not get a kernel. " + kernels + " kernels.\n\n"
                + "| kernel | variant | local | " + GPUS.stream().map(Gpu::name).collect(Collectors.joining(" | "))
                + " |\n| --- | --- | --- |" + " --- |".repeat(GPUS.size()) + "\n";
    }

    private Map<String, Figures> compile(Program program, Gpu gpu) throws IOException, InterruptedException {
        Path assembly = Files.createTempFile(folder, gpu.name, ".s");
        try {
            List<String> command = new ArrayList<>(List.of(compiler, "-x", "cl"));
            command.addAll(List.of(program.options().split(" ")));
            command.addAll(List.of("-nogpulib", "-Wno-linker-warnings", "-w", "-O3"));
            command.addAll(gpu.options());
            command.addAll(List.of("-S", program.file().toString(), "-o", assembly.toString()));
            String log = run(command);
            if (!log.isBlank()) {
                throw new IOException(program.file() + " for " + gpu.name + ": " + log);
            }
            String text = Files.readString(assembly);
            if (gpu.amd()) {
                return Figures.ofAmd(text);
            }
            return ptxas ? Figures.withRegisters(Figures.ofPtx(text), run(List.of("ptxas", "-v", "-arch=" + gpu.name,
                    assembly.toString(), "-o", "/dev/null"))) : Figures.ofPtx(text);
        } finally {
            Files.delete(assembly);
        }
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

package org.janusrnn.cl;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GPU on paper: OpenCL as Janus sees it, with a device that answers what a GPU of that vendor answers, takes every
 * program and computes nothing. What Janus would build for such a device, how it would launch it and how much local
 * memory it would give it is then known without one.
 *
 * <p>It stands in {@code org.janusrnn.cl}, because a device can be made nowhere else.
 */
public final class PaperGpu {
    private static final int ALIGNMENT_BITS = 2048;
    private static final int COMPUTE_UNITS = 100;
    private static final long MEMORY = 16L << 30;

    /** A program, each once for every source and options: its kernels' launches are what was seen of them. */
    private record Program(String source, String options, Set<String> launches) {
    }

    private static final class Built {
        private final String source;
        private Program program;

        Built(String source) {
            this.source = source;
        }
    }

    /** A kernel object and its arguments as they were last set. */
    private record Kernel(Program program, String name, List<String> parameters, Map<String, Long> numbers,
                          Map<String, Long> local) {
        static Kernel of(Program program, String name) {
            Matcher list = Pattern.compile("\\b" + name + "\\(([^()]*)\\)\\s*\\{").matcher(program.source);
            if (!list.find()) {
                throw new IllegalStateException("no kernel " + name + " in " + program.source.lines().findFirst());
            }
            List<String> parameters = new ArrayList<>();
            for (String each : list.group(1).split(",")) {
                parameters.add(each.replaceAll("(?s).*\\W(?=\\w+\\s*$)", "").strip());
            }
            return new Kernel(program, name, parameters, new TreeMap<>(), new TreeMap<>());
        }

        String launch(long items) {
            long bytes = local.values().stream().mapToLong(Long::longValue).sum();
            StringBuilder text = new StringBuilder(name + " items=" + items + " local=" + bytes);
            for (String number : List.of("batch", "hidden")) {
                if (numbers.containsKey(number)) {
                    text.append(' ').append(number).append('=').append(numbers.get(number));
                }
            }
            return text.toString();
        }
    }

    private final Map<Integer, Object> answers = new TreeMap<>();
    private final Map<String, Program> programs = new LinkedHashMap<>();

    private PaperGpu(String name, String vendor, long localMemory, int workGroup) {
        answers.put(Constants.PLATFORM_NAME, "paper");
        answers.put(Constants.PLATFORM_VERSION, "OpenCL 1.2 paper");
        answers.put(Constants.DEVICE_NAME, name);
        answers.put(Constants.DEVICE_VENDOR, vendor);
        answers.put(Constants.DEVICE_TYPE, 4L);
        answers.put(Constants.DRIVER_VERSION, "paper");
        answers.put(Constants.DEVICE_VERSION, "OpenCL 1.2 paper");
        answers.put(Constants.DEVICE_EXTENSIONS, "");
        answers.put(Constants.DEVICE_MAX_COMPUTE_UNITS, COMPUTE_UNITS);
        answers.put(Constants.DEVICE_GLOBAL_MEM_SIZE, MEMORY);
        answers.put(Constants.DEVICE_MAX_MEM_ALLOC_SIZE, MEMORY / 4);
        answers.put(Constants.DEVICE_LOCAL_MEM_SIZE, localMemory);
        answers.put(Constants.DEVICE_MAX_WORK_GROUP_SIZE, (long) workGroup);
        answers.put(Constants.DEVICE_MEM_BASE_ADDR_ALIGN, ALIGNMENT_BITS);
        answers.put(Constants.DEVICE_ATOMIC_MEMORY_CAPABILITIES, 0L);
        answers.put(Constants.DEVICE_AVAILABLE, 1);
        answers.put(Constants.DEVICE_COMPILER_AVAILABLE, 1);
        answers.put(Constants.DEVICE_ENDIAN_LITTLE, 1);
    }

    /** What ROCm answers for any of its GPUs: 64 KiB of local memory, work-groups of 256. */
    public static PaperGpu amd() {
        return new PaperGpu("gfx90a", "Advanced Micro Devices, Inc.", 64 << 10, 256);
    }

    /** What NVIDIA's OpenCL answers for any of its GPUs: 48 KiB of local memory, work-groups of 1,024. */
    public static PaperGpu nvidia() {
        return new PaperGpu("NVIDIA GPU", "NVIDIA Corporation", 48 << 10, 1024);
    }

    /** The device, which is as good as any until its results are looked at. */
    public ClDevice device() {
        return Survey.of((Binding) Proxy.newProxyInstance(Binding.class.getClassLoader(),
                new Class<?>[] {Binding.class}, (proxy, method, arguments) -> call(method.getName(), arguments)))
                .devices().get(0);
    }

    /**
     * Writes each program into a file of its own: its options in the first line, then a line for each launch that
     * differs from the others, then the source.
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (Program each : programs.values()) {
            StringBuilder text = new StringBuilder("// options: " + each.options + "\n");
            each.launches.forEach(launch -> text.append("// launch: ").append(launch).append('\n'));
            Files.writeString(folder.resolve(String.format("%04d.cl", number++)), text + each.source);
        }
    }

    @SuppressWarnings("unchecked")
    private Object call(String method, Object[] arguments) {
        switch (method) {
            case "name":
                return "paper";
            case "platforms":
                ((List<Object>) arguments[0]).add("platform");
                return 0;
            case "devices":
                ((List<Object>) arguments[1]).add("device");
                return 0;
            case "platformInfo", "deviceInfo":
                return answer(answers.get((Integer) arguments[1]), arguments);
            case "createProgram":
                return new Built((String) arguments[1]);
            case "buildProgram":
                Built built = (Built) arguments[0];
                built.program = programs.computeIfAbsent(arguments[2] + "\n" + built.source,
                        key -> new Program(built.source, (String) arguments[2], new LinkedHashSet<>()));
                return 0;
            case "createKernel":
                return Kernel.of(((Built) arguments[0]).program, (String) arguments[1]);
            case "kernelInfo":
                return answer(((Kernel) arguments[0]).parameters.size(), arguments);
            case "setArgInt", "setArgLong":
                set(((Kernel) arguments[0]).numbers, arguments);
                return 0;
            case "setArgLocal":
                set(((Kernel) arguments[0]).local, arguments);
                return 0;
            case "launch":
                Kernel kernel = (Kernel) arguments[1];
                kernel.program.launches.add(kernel.launch(items((WorkSize) arguments[2])));
                return 0;
            default:
                return method.startsWith("create") ? new Object() : method.equals("freeEventSlot") ? null : (Object) 0;
        }
    }

    private static long items(WorkSize size) {
        long items = 1;
        for (long each : size.hasLocal() ? size.local() : new long[] {1}) {
            items *= each;
        }
        return items;
    }

    private static void set(Map<String, Long> values, Object[] arguments) {
        values.put(((Kernel) arguments[0]).parameters.get((Integer) arguments[1]),
                ((Number) arguments[2]).longValue());
    }

    private static int answer(Object value, Object[] arguments) {
        byte[] bytes = value instanceof String text ? (text + "\0").getBytes(StandardCharsets.UTF_8)
                : value instanceof Long number
                ? ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(number).array()
                : ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt((Integer) value).array();
        ((long[]) arguments[arguments.length - 1])[0] = bytes.length;
        if (arguments[arguments.length - 2] != null) {
            ((ByteBuffer) arguments[arguments.length - 2]).duplicate().put(bytes);
        }
        return 0;
    }
}

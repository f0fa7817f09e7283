package org.janusrnn.cl;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What devices of one make have in common, for the choice of kernel parameters: words of our own, from drivers' names. */
final class Architecture {
    /** AMD's drivers name a GPU by it. */
    private static final Pattern AMD_GPU = Pattern.compile("\\bgfx[0-9a-f]{3,5}\\b");
    /** PoCL puts LLVM's name of the processor into the device's. */
    private static final Pattern AVX512 = Pattern.compile(
            "avx512|znver[4-9]|icelake|cascadelake|cooperlake|tigerlake|rocketlake|sapphirerapids|graniterapids");
    private static final Pattern AVX2 = Pattern.compile(
            "haswell|broadwell|skylake|znver[1-3]|alderlake|raptorlake|avx2");

    private Architecture() {
    }

    /** The instruction set of a CPU, or the generation of a GPU; empty where its driver does not tell. */
    static String of(DeviceType type, String name, String version) {
        String text = (name + " " + version).toLowerCase(Locale.ROOT);
        if (type == DeviceType.CPU) {
            return AVX512.matcher(text).find() ? "avx512" : AVX2.matcher(text).find() ? "avx2" : "";
        }
        Matcher gpu = AMD_GPU.matcher(text);
        return gpu.find() ? gpu.group() : "";
    }

    /** The short name of a vendor that writes itself in several ways; others in lower case as they are. */
    static String vendor(String vendor) {
        String text = vendor.toLowerCase(Locale.ROOT);
        if (text.contains("advanced micro devices") || text.contains("authenticamd") || text.equals("amd")) {
            return "amd";
        }
        return text.contains("nvidia") ? "nvidia" : text.contains("intel") ? "intel" : text.strip();
    }
}

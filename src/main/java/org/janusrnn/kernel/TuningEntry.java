package org.janusrnn.kernel;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cl.ClDevice;

/**
 * Parameters of one kernel on some devices; what is null holds for all of them.
 *
 * @param vendor       one word, as {@link ClDevice#vendorName()}.
 * @param type         {@code cpu}, {@code gpu} or {@code accelerator}.
 * @param architecture as {@link ClDevice#architecture()}.
 * @param device       the device's whole name.
 * @param rows         how many rows a launch has.
 * @param parameters   values by the kernel file's words.
 * @param note         why, or where it was measured; null: nothing is said.
 */
public record TuningEntry(Tunable kernel, String vendor, String type, String architecture, String device,
                          Tunable.Rows rows, Map<String, Integer> parameters, String note) {
    /** The order in which entries are looked up: each level overrides those before it. */
    private static final int TYPE = 2;
    private static final int VENDOR = 4;
    private static final int ARCHITECTURE = 8;
    private static final int DEVICE = 16;

    /** Copies the parameters. */
    public TuningEntry {
        parameters = Map.copyOf(parameters);
    }

    /** An entry for one device by its name. */
    public static TuningEntry of(ClDevice device, Tunable kernel, Tunable.Rows rows, Map<String, Integer> parameters) {
        return new TuningEntry(kernel, null, null, null, device.name(), rows, parameters, null);
    }

    /** Whether it speaks of the same kernel, devices and rows as another. */
    public boolean sameKey(TuningEntry other) {
        return withoutParameters().equals(other.withoutParameters());
    }

    private TuningEntry withoutParameters() {
        return new TuningEntry(kernel, vendor, type, architecture, device, rows, Map.of(), null);
    }

    boolean matches(Tunable of, Tunable.Rows at, ClDevice on) {
        return kernel == of && (rows == null || rows == at) && fits(vendor, on.vendorName())
                && fits(type, on.type().name().toLowerCase(Locale.ROOT)) && fits(architecture, on.architecture())
                && fits(device, on.name());
    }

    private static boolean fits(String wanted, String found) {
        return wanted == null || wanted.equals(found);
    }

    /** How closely it describes a device: a device's name outweighs its architecture, and that its vendor and type. */
    int closeness() {
        return (rows != null ? 1 : 0) + (type != null ? TYPE : 0) + (vendor != null ? VENDOR : 0)
                + (architecture != null ? ARCHITECTURE : 0) + (device != null ? DEVICE : 0);
    }

    /** In the words of a tuning file. */
    Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kernel", kernel.toString());
        put(words, "vendor", vendor);
        put(words, "type", type);
        put(words, "architecture", architecture);
        put(words, "device", device);
        put(words, "rows", rows == null ? null : rows.toString());
        Map<String, Integer> inOrder = new LinkedHashMap<>(kernel.standard());
        inOrder.keySet().retainAll(parameters.keySet());
        inOrder.replaceAll((name, standard) -> parameters.get(name));
        words.put("parameters", inOrder);
        put(words, "note", note);
        return words;
    }

    private static void put(Map<String, Object> words, String key, String value) {
        if (value != null) {
            words.put(key, value);
        }
    }

    /** What it says of where it holds, for people. */
    String where() {
        Map<String, Object> words = words();
        words.remove("kernel");
        words.remove("parameters");
        words.remove("note");
        return words.isEmpty() ? "every device" : words.toString().replaceAll("[{}]", "");
    }
}

package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.DeviceNotFoundException;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Devices.Discovery;
import org.janusrnn.cl.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the devices that each binding finds, those that were refused, and the one that would be used. */
@Command(name = "devices", sortOptions = false,
        description = "List the OpenCL devices, and why anything was refused.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus devices                     all that both bindings find",
            "  janus devices --binding jocl      only by JOCL",
            "  janus devices --device gpu        which one 'gpu' would choose",
            "  RUSTICL_ENABLE=llvmpipe janus devices",
            "                                    Mesa shows its software device only when asked to",
            "",
            "Exit status: 3 where there is no device, or none that --device or JANUS_DEVICE names."})
final class DevicesCommand implements Callable<Integer> {
    private static final List<String> BINDINGS = List.of("lwjgl", "jocl");

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String binding = Settings.get("binding");
        List<Discovery> discoveries = new ArrayList<>();
        List<String> asked = binding == null ? BINDINGS : List.of(binding.toLowerCase(Locale.ROOT));
        for (String name : asked) {
            discoveries.add(Devices.discover(name));
        }
        ClDevice choice = null;
        String noChoice = "";
        try {
            choice = Devices.select(null);
        } catch (DeviceNotFoundException e) {
            noChoice = e.getMessage();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            out.println(JsonOption.text(asJson(asked, discoveries, choice)));
        } else {
            for (int i = 0; i < asked.size(); i++) {
                print(out, asked.get(i), discoveries.get(i));
            }
            out.println(choice == null ? noChoice : "The device of choice is " + choice);
        }
        out.flush();
        return choice == null ? ExitStatus.NO_DEVICE : ExitStatus.DONE;
    }

    private static void print(PrintWriter out, String binding, Discovery discovery) {
        out.println("By " + binding + ":");
        for (ClDevice device : discovery.devices()) {
            out.printf(Locale.ROOT, "  %-4s %s%n", device.id(), device.name());
            out.printf(Locale.ROOT, "       %s by %s, %d compute units, %.1f GiB of memory (%.1f GiB a buffer)%n",
                    device.type(), device.vendor(), device.computeUnits(), device.globalMemory() * 0x1p-30,
                    device.maxAllocation() * 0x1p-30);
            out.printf(Locale.ROOT, "       platform %s, %s, driver %s%n",
                    device.platform(), device.version(), device.driverVersion());
        }
        for (String refusal : discovery.refusals()) {
            out.println("  refused: " + refusal);
        }
        out.println();
    }

    private static Map<String, Object> asJson(List<String> asked, List<Discovery> discoveries, ClDevice choice) {
        List<Object> bindings = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Map<String, Object> binding = new LinkedHashMap<>();
            binding.put("binding", asked.get(i));
            binding.put("devices", discoveries.get(i).devices().stream().map(DevicesCommand::asJson).toList());
            binding.put("refusals", discoveries.get(i).refusals());
            bindings.add(binding);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bindings", bindings);
        all.put("choice", choice == null ? null : asJson(choice));
        return all;
    }

    static Map<String, Object> asJson(ClDevice device) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", device.id());
        json.put("name", device.name());
        json.put("vendor", device.vendor());
        json.put("type", device.type().name().toLowerCase(Locale.ROOT));
        json.put("platform", device.platform());
        json.put("platformVersion", device.platformVersion());
        json.put("version", device.version());
        json.put("driver", device.driverVersion());
        json.put("binding", device.binding());
        json.put("computeUnits", device.computeUnits());
        json.put("memoryBytes", device.globalMemory());
        json.put("largestBufferBytes", device.maxAllocation());
        json.put("localMemoryBytes", device.localMemory());
        json.put("largestWorkGroup", device.maxWorkGroupSize());
        return json;
    }
}

package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Startup;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long it takes from nothing to a first result. */
@Command(name = "startup", sortOptions = false,
        description = {"Time the start of a Java virtual machine to the first result of a bidirectional LSTM, in new "
            + "processes.",
            "The first of them may have to build kernels; the others find them in a cache, so it is shown apart."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus bench startup",
            "  janus bench startup --device gpu --runs 11 --json"})
final class BenchStartupCommand implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "5", paramLabel = "N",
            description = "Starts that count, behind the first; default ${DEFAULT-VALUE}.")
    private int runs;

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
        if (runs < 1) {
            throw new IllegalArgumentException("--runs must be at least 1, not " + runs);
        }
        ClDevice device = Devices.select(null);
        Startup.Run first = Startup.run();
        List<Startup.Run> cached = new ArrayList<>();
        try (Bar bar = Bar.open("starting", runs)) {
            for (int i = 0; i < runs; i++) {
                bar.show(i, "");
                cached.add(Startup.run());
            }
        }
        cached.sort((a, b) -> Double.compare(a.result(), b.result()));
        Startup.Run middle = cached.get(cached.size() / 2);
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("environment", Environment.of(device));
            all.put("firstMillis", first.result());
            all.put("medianMillis", middle.result());
            all.put("minMillis", cached.get(0).result());
            all.put("maxMillis", cached.get(cached.size() - 1).result());
            all.put("runs", cached.size());
            all.put("medianRun", middle.millis());
            out.println(JsonOption.text(all));
        } else {
            out.println("On " + device);
            out.printf(Locale.ROOT, "  first result after %.0f ms (min %.0f, max %.0f, %d starts with cached kernels); the "
                    + "start before them %.0f ms%n", middle.result(), cached.get(0).result(),
                    cached.get(cached.size() - 1).result(), cached.size(), first.result());
            middle.millis().forEach((what, millis) -> out.printf(Locale.ROOT, "    %-8s %6.0f ms%n", what, millis));
        }
        out.flush();
        return ExitStatus.DONE;
    }
}

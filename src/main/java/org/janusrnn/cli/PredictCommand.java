package org.janusrnn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.janusrnn.cell.Cell;
import org.janusrnn.schedule.Engine;
import org.janusrnn.task.VowelModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the vowels back into lines of the user's own. */
@Command(name = "predict", sortOptions = false,
        description = "Put the vowels back into a line, with a network that 'janus demo' has trained.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus predict --model vowels.safetensors \"C_ll m_ _shm__l\"",
            "  tr aeiou _ < letter.txt | janus predict --model vowels.safetensors"})
final class PredictCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model, a safetensors file.")
    private Path model;

    @Option(names = "--cell", paramLabel = "FILE.json", converter = CellConverter.class,
            description = "The description of your own cell, where the model has one.")
    private Cell[] cells = {};

    @Parameters(paramLabel = "LINE", arity = "0..*",
            description = "Lines with '_' for each hidden vowel; none: lines of the standard input.")
    private List<String> lines = new ArrayList<>();

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, String>> all = new ArrayList<>();
        try (Engine engine = Engine.open(); VowelModel vowels = VowelModel.read(engine, model, cells)) {
            for (String line : lines) {
                answer(out, vowels, line, all);
            }
            if (lines.isEmpty()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answer(out, vowels, line, all);
                }
            }
        }
        if (json.wanted()) {
            out.println(JsonOption.text(all));
        }
        out.flush();
        return ExitStatus.DONE;
    }

    private void answer(PrintWriter out, VowelModel vowels, String line, List<Map<String, String>> all) {
        String restored = vowels.restore(line);
        if (json.wanted()) {
            all.add(Map.of("line", line, "restored", restored));
        } else {
            out.println(restored);
            out.flush();
        }
    }
}

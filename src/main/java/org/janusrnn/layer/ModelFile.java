package org.janusrnn.layer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network in a safetensors file: parameters by PyTorch's names, the architecture in the metadata. */
final class ModelFile {
    private static final String ARCHITECTURE = "architecture";
    private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);

    private ModelFile() {
    }

    /** Builds the network of a file; whether its tensors fit is known before device memory is touched. */
    static Network read(Engine engine, SafetensorsFile file, Cell... cells) {
        String architecture = file.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw new SafetensorsException(file.path(), "its metadata has no '" + ARCHITECTURE + "', from which a "
                    + "network is built: it is no model that Janus has written");
        }
        NetworkBuilder builder;
        try {
            builder = NetworkBuilder.of(engine, architecture, cells);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(file.path(), "its architecture " + SafetensorsException.quote(architecture)
                    + " cannot be built: " + e.getMessage(), e);
        }
        Network network = builder.check(file).build();
        try {
            network.load(file);
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    /** Takes parameters from a file, all or none; tells in the log of NaN and infinity among them. */
    static void load(SafetensorsFile file, Parameters parameters) {
        parameters.check(file);
        Map<String, Tensor> read = new LinkedHashMap<>();
        parameters.stored().forEach(p -> read.put(p.name(), file.tensor(p.name())));
        String broken = read.entrySet().stream().filter(each -> each.getValue().nonFinite() > 0)
                .map(each -> each.getValue().nonFinite() + " in " + each.getKey()).collect(Collectors.joining(", "));
        if (!broken.isEmpty()) {
            LOG.warn("{}: NaN or infinite numbers in the file: {}; what they reach becomes NaN too", file.path(),
                    broken);
        }
        read.forEach(parameters::set);
    }

    /** Writes a network with {@code metadata} beside its architecture; whole or not at all. */
    static void write(Path path, Network network, Map<String, String> metadata) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(ARCHITECTURE, network.architecture());
        Safetensors.write(path, all, network.values());
    }
}

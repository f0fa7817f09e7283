package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.janusrnn.cl.WatchedMemory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The devices that tests run on: every one found, by each binding, or only those that {@code -Djanus.device} and
 * {@code -Djanus.binding} (or their environment variables) name. No device at all is a failure, not a skip; why a
 * platform or binding brought none is told by {@link DevicesFoundTest}.
 *
 * <p>To run on the Oclgrind simulator, which reports races and bad accesses, make it the only driver, as
 * {@code ./janus test} does after the other devices: {@code OCL_ICD_VENDORS=/usr/lib/oclgrind/liboclgrind-rt-icd.so
 * OCLGRIND_DATA_RACES=1 OCLGRIND_LOG=file mvn test -Dgroups=device}. The {@code oclgrind} command works too, by LWJGL
 * only.
 */
public final class DeviceSource implements ArgumentsProvider {
    private static final List<String> BINDINGS = List.of("lwjgl", "jocl");
    private static List<Devices.Discovery> found;

    /** Each device once. */
    public static final class OneBinding implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
                ExtensionContext context) {
            return arguments(onceEach());
        }
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return arguments(all());
    }

    /** Each device by each binding that finds it; for tests that make their own parameters. */
    public static List<ClDevice> all() {
        List<ClDevice> devices = new ArrayList<>();
        found().forEach(discovery -> devices.addAll(wanted(discovery.devices())));
        if (devices.isEmpty()) {
            throw new AssertionError("no OpenCL device to test on: " + refusals());
        }
        return devices;
    }

    /** Each device once. */
    public static List<ClDevice> onceEach() {
        String binding = all().get(0).binding();
        return all().stream().filter(device -> device.binding().equals(binding)).toList();
    }

    static List<String> refusals() {
        return found().stream().flatMap(discovery -> discovery.refusals().stream()).distinct().toList();
    }

    private static synchronized List<Devices.Discovery> found() {
        if (found == null) {
            String chosen = Settings.get("binding");
            found = (chosen == null ? BINDINGS : List.of(chosen)).stream().map(Devices::discover)
                    .map(WatchedMemory::of).toList();
        }
        return found;
    }

    private static List<ClDevice> wanted(List<ClDevice> devices) {
        String spec = Settings.get("device");
        return spec == null ? devices : devices.stream().filter(device -> Devices.matches(device, spec)).toList();
    }

    private static Stream<Arguments> arguments(List<ClDevice> devices) {
        return devices.stream().map(Arguments::of);
    }
}

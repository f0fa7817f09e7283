package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs a device, as the whole test run does. */
class DevicesCommandTest {
    private final Map<String, String> properties = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void keepWhatTheTestRunWasGiven() {
        for (String name : List.of("janus.device", "janus.binding")) {
            properties.put(name, System.getProperty(name));
        }
    }

    @AfterEach
    void putItBack() {
        properties.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private int run(String... arguments) {
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    @Test
    void listsEveryDeviceAndRefusalOfBothBindings() {
        String only = Settings.get("binding");
        assertThat(run("devices")).isZero();
        assertThat(out.toString()).contains("The device of choice is " + Devices.select(null));
        for (String binding : only == null ? List.of("lwjgl", "jocl") : List.of(only)) {
            assertThat(out.toString()).contains("By " + binding + ":");
            Devices.Discovery found = Devices.discover(binding);
            found.devices().forEach(device -> assertThat(out.toString())
                    .contains(device.id(), device.name(), device.vendor(), device.driverVersion()));
            found.refusals().forEach(refusal -> assertThat(out.toString()).contains("refused: " + refusal));
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        assertThat(run("devices", "--json", "--binding", "jocl")).isZero();
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        Devices.Discovery found = Devices.discover("jocl");
        assertThat(json.get("bindings")).asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement().isInstanceOf(Map.class);
        Map<?, ?> jocl = (Map<?, ?>) ((List<?>) json.get("bindings")).get(0);
        assertThat(jocl.get("binding")).isEqualTo("jocl");
        assertThat(((List<?>) jocl.get("devices")).stream().map(device -> ((Map<?, ?>) device).get("id")).toList())
                .isEqualTo(found.devices().stream().map(ClDevice::id).toList());
        assertThat(jocl.get("refusals")).isEqualTo(found.refusals());
        assertThat(((Map<?, ?>) json.get("choice")).get("binding")).isEqualTo("jocl");
    }

    @Test
    void aDeviceThatIsNotThereIsStatusThree() {
        assertThat(run("devices", "--device", "abacus")).isEqualTo(3);
        assertThat(out.toString()).contains("no OpenCL device matches \"abacus\"");
    }

    @Test
    void aChosenDeviceIsTheChoice() {
        ClDevice last = Devices.discover("lwjgl").devices().get(Devices.discover("lwjgl").devices().size() - 1);
        assertThat(run("devices", "--binding", "lwjgl", "--device", last.id())).isZero();
        assertThat(out.toString()).contains("The device of choice is " + last).doesNotContain("By jocl");
    }
}

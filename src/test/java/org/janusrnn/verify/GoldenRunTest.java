package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden case: libtorch's numbers, on every device, by each binding, in each way. */
class GoldenRunTest {
    record DeviceAndWay(ClDevice device, Way way) {
        @Override
        public String toString() {
            return device.name() + " (" + device.binding() + "), " + way;
        }
    }

    static List<DeviceAndWay> devices() {
        List<DeviceAndWay> all = new ArrayList<>();
        for (ClDevice device : DeviceSource.all()) {
            all.add(new DeviceAndWay(device, Way.TILED));
            if (!device.slowCompiler()) {
                all.add(new DeviceAndWay(device, Way.WIDE));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("devices")
    void everyResultAgreesWithLibtorch(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        int ran = 0;
        try (Engine engine = Engine.builder().device(on.device).way(on.way).open()) {
            for (Path path : GoldenFolder.cases()) {
                GoldenCase golden = GoldenCase.read(path);
                Optional<Cell> cell = GoldenRun.cell(golden.network());
                if (cell.isEmpty()) {
                    continue;
                }
                ran++;
                for (Comparison comparison : GoldenRun.run(engine, golden, cell.get())) {
                    if (!comparison.passed()) {
                        failures.add(golden.name() + ": " + comparison);
                    }
                }
            }
        }
        assertThat(ran).isEqualTo(57);
        assertThat(failures).isEmpty();
    }
}

package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A device and one of the ways to run networks on it. */
public record DeviceAndWay(ClDevice device, Way way) {

    /** Every device by one binding, in each way. */
    public static final class Source implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
                ExtensionContext context) {
            return onceEach().stream().map(Arguments::of);
        }
    }

    /** Each device once, in each way that it can build in reasonable time. */
    public static List<DeviceAndWay> onceEach() {
        return inEachWay(DeviceSource.onceEach());
    }

    /** Each device by each binding, in each way that it can build in reasonable time. */
    public static List<DeviceAndWay> byEachBinding() {
        return inEachWay(DeviceSource.all());
    }

    private static List<DeviceAndWay> inEachWay(List<ClDevice> devices) {
        List<DeviceAndWay> all = new ArrayList<>();
        for (ClDevice device : devices) {
            all.add(new DeviceAndWay(device, Way.TILED));
            if (!device.slowCompiler()) {
                all.add(new DeviceAndWay(device, Way.WIDE));
            }
        }
        return all;
    }

    /** An engine on this device, in this way. */
    public Engine open() {
        return builder().open();
    }

    /** For an engine on this device, in this way. */
    public Engine.Builder builder() {
        return Engine.builder().device(device).way(way);
    }

    /** Whether it takes a thousand times as long as others; tests give it less to do. */
    public boolean slow() {
        return device.slowCompiler();
    }

    /** The cells to test here: all, or one of each kind where it is slow. */
    public List<TestCells.Form> forms() {
        return slow() ? TestCells.kinds() : TestCells.all();
    }

    @Override
    public String toString() {
        return device.name() + " (" + device.binding() + "), " + way;
    }
}

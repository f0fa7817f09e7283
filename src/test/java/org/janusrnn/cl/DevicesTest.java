package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.janusrnn.cl.FakeBinding.device;

import java.util.Locale;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finding devices and choosing one, on computers that we do not have. */
class DevicesTest {
    private static final Devices.Discovery WORKSTATION = new FakeBinding()
            .platform("PoCL", device("EPYC", 2, 64))
            .platform("Mesa", device("llvmpipe (LLVM 15)", 4, 128))
            .platform("NVIDIA CUDA", device("GeForce", 4, 20), device("Tesla", 4, 80))
            .platform("Odd", device("FPGA", 8, 500), device("Oclgrind Simulator", 15, 999))
            .survey();

    private final String deviceBefore = System.getProperty("janus.device");
    private final String bindingBefore = System.getProperty("janus.binding");

    @AfterEach
    void restoreProperties() {
        restore("janus.device", deviceBefore);
        restore("janus.binding", bindingBefore);
    }

    private static void restore(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    private static String selected(String spec) {
        return Devices.select(WORKSTATION, spec).name();
    }

    @Test
    void bestIsTheLargestRealGpu() {
        assertThat(selected(null)).isEqualTo("Tesla");
    }

    @Test
    void withoutAGpuAcceleratorThenCpuThenSoftware() {
        Devices.Discovery server = new FakeBinding().platform("a", device("llvmpipe", 4, 8), device("EPYC", 2, 2),
                device("Oclgrind Simulator", 15, 9)).survey();
        assertThat(Devices.select(server, null).name()).isEqualTo("EPYC");
        Devices.Discovery fpga = new FakeBinding().platform("a", device("EPYC", 2, 64), device("FPGA", 8, 1)).survey();
        assertThat(Devices.select(fpga, null).name()).isEqualTo("FPGA");
        Devices.Discovery mesa = new FakeBinding().platform("a", device("llvmpipe", 4, 8)).survey();
        assertThat(Devices.select(mesa, null).name()).isEqualTo("llvmpipe");
    }

    @Test
    void byIdTypeNameVendorAndPlatform() {
        assertThat(selected("0:0")).isEqualTo("EPYC");
        assertThat(selected("2:0")).isEqualTo("GeForce");
        assertThat(selected("cpu")).isEqualTo("EPYC");
        assertThat(selected("GPU")).isEqualTo("Tesla");
        assertThat(selected("accelerator")).isEqualTo("FPGA");
        assertThat(selected("other")).isEqualTo("Oclgrind Simulator");
        assertThat(selected("geforce")).isEqualTo("GeForce");
        assertThat(selected("VENDOR OF LLVM")).startsWith("llvmpipe");
        assertThat(selected("nvidia")).isEqualTo("Tesla");
    }

    @Test
    void noMatchListsWhatThereIs() {
        for (String spec : new String[] {"radeon", "2:2", "9:0"}) {
            assertThatThrownBy(() -> Devices.select(WORKSTATION, spec)).isInstanceOf(DeviceNotFoundException.class)
                    .hasMessageContaining("no OpenCL device matches \"" + spec + "\"")
                    .hasMessageContaining("2:1 Tesla (GPU, NVIDIA CUDA, 80 compute units, 8.0 GiB, driver 1.0")
                    .hasMessageContaining("0:0 EPYC");
        }
    }

    @Test
    void noDeviceAtAllSaysWhatToInstall() {
        Devices.Discovery none = new FakeBinding().platformsFailWith(-1001).survey();
        assertThat(none.devices()).isEmpty();
        assertThat(none.refusals()).singleElement().asString().contains("no OpenCL driver is installed", "nstall");
        assertThatThrownBy(() -> Devices.select(none, null)).isInstanceOf(DeviceNotFoundException.class)
                .hasMessageContaining("no OpenCL device was found").hasMessageContaining("nstall");
        assertThat(new FakeBinding().survey().refusals()).singleElement().asString().contains("no OpenCL driver");
    }

    @Test
    void everythingUnusableIsRefusedWithItsReason() {
        Devices.Discovery found = new FakeBinding()
                .platform("Clover", -1)
                .platform("rusticl", -1)
                .platform("Broken", -6)
                .platform("Mixed",
                        device("busy", 4, 1).with(Constants.DEVICE_AVAILABLE, 0),
                        device("embedded", 4, 1).with(Constants.DEVICE_COMPILER_AVAILABLE, 0),
                        device("power", 4, 1).with(Constants.DEVICE_ENDIAN_LITTLE, 0),
                        device("old", 4, 1).with(Constants.DEVICE_VERSION, "OpenCL 1.1 old"),
                        device("silent", 4, 1).with(Constants.DEVICE_MAX_COMPUTE_UNITS, null),
                        device("good", 4, 1).with(Constants.DEVICE_VERSION, "OpenCL 3.0"))
                .survey();
        assertThat(found.devices()).extracting(ClDevice::id, ClDevice::name)
                .containsExactly(tuple("3:5", "good"));
        assertThat(found.refusals()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("platform 0 Clover has no device"),
                line -> assertThat(line).startsWith("platform 1 rusticl has no device").contains("RUSTICL_ENABLE"),
                line -> assertThat(line).startsWith("platform 2 Broken: clGetDeviceIDs failed with CL_OUT_OF_HOST"),
                line -> assertThat(line).startsWith("device 3:0 busy says that it is not available"),
                line -> assertThat(line).startsWith("device 3:1 embedded has no compiler"),
                line -> assertThat(line).startsWith("device 3:2 power is big-endian"),
                line -> assertThat(line).startsWith("device 3:3 old speaks \"OpenCL 1.1 old\""),
                line -> assertThat(line).startsWith("device 3:4: clGetDeviceInfo failed with CL_INVALID_VALUE"));
    }

    @Test
    void propertiesOfADevice() {
        ClDevice device = Devices.select(WORKSTATION, "geforce");
        assertThat(device.hasExtension("cl_khr_fp64")).isTrue();
        assertThat(device.hasExtension("cl_khr")).isFalse();
        assertThat(device.baseAlignment()).isEqualTo(128);
        assertThat(device.maxAllocation()).isEqualTo(2L << 30);
        assertThat(device.vendor()).isEqualTo("vendor of GeForce");
        assertThat(device.type()).isEqualTo(DeviceType.GPU);
    }

    @Test
    void faultsAreThoseOfTheirDriverOnly() {
        ClDevice llvmpipe = Devices.select(WORKSTATION, "llvmpipe");
        ClDevice geforce = Devices.select(WORKSTATION, "geforce");
        assertThat(llvmpipe.maxLoopIterations()).isEqualTo(65_535);
        assertThat(llvmpipe.slowCompiler()).isTrue();
        assertThat(llvmpipe.software()).isTrue();
        assertThat(geforce.maxLoopIterations()).isEqualTo(Long.MAX_VALUE);
        assertThat(geforce.slowCompiler()).isFalse();
        assertThat(geforce.software()).isFalse();
        assertThat(geforce.forgetsBuilds()).isFalse();
        assertThat(Devices.select(WORKSTATION, "fpga").forgetsBuilds()).isTrue();
    }

    @Test
    void unknownBindingIsRefused() {
        assertThatThrownBy(() -> Devices.discover("javacl")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lwjgl").hasMessageContaining("jocl");
    }

    @Test
    void propertiesChooseBindingAndDevice() {
        ClDevice last = DeviceSource.all().get(DeviceSource.all().size() - 1);
        System.setProperty("janus.binding", last.binding().toUpperCase(Locale.ROOT));
        System.setProperty("janus.device", last.id());
        assertThat(Devices.discover().binding()).isEqualTo(last.binding());
        assertThat(Devices.select(null)).hasToString(last.toString());
        assertThat(Devices.select(" ")).hasToString(last.toString());
        System.setProperty("janus.device", "no such device");
        assertThatThrownBy(() -> Devices.select(null)).isInstanceOf(DeviceNotFoundException.class)
                .hasMessageContaining(last.toString());
        // What is asked for in the program goes before what was set from outside.
        assertThat(Devices.select(last.id())).hasToString(last.toString());
    }
}

package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as drivers give them. */
class ArchitectureTest {
    @ParameterizedTest
    @CsvSource({
        "CPU, pthread-skylake-avx512-AMD EPYC, OpenCL 3.0 PoCL HSTR, avx512",
        "CPU, cpu-haswell-Intel(R) Core(TM) i7-4770, OpenCL 3.0 PoCL, avx2",
        "CPU, pthread-znver3-AMD Ryzen 9, OpenCL 3.0 PoCL, avx2",
        "CPU, pthread-znver4-AMD Ryzen 9, OpenCL 3.0 PoCL, avx512",
        "CPU, cpu-cortex-a76, OpenCL 3.0 PoCL, ''",
        "GPU, gfx90a:sramecc+:xnack-, OpenCL 2.0, gfx90a",
        "GPU, NVIDIA A100-SXM4-40GB, OpenCL 3.0 CUDA, ''"})
    void devices(DeviceType type, String name, String version, String architecture) {
        assertThat(Architecture.of(type, name, version)).isEqualTo(architecture);
    }

    @ParameterizedTest
    @CsvSource({"'Advanced Micro Devices, Inc.', amd", "AuthenticAMD, amd", "NVIDIA Corporation, nvidia",
        "Intel(R) Corporation, intel", "GenuineIntel, intel", "Mesa, mesa"})
    void vendors(String vendor, String word) {
        assertThat(Architecture.vendor(vendor)).isEqualTo(word);
    }
}

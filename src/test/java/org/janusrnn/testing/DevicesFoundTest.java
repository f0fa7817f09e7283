package org.janusrnn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/** Says which devices the tests could not run on, and fails where there is none at all. */
class DevicesFoundTest {
    @Test
    void thereIsADevice() {
        assertThat(DeviceSource.all()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> absentDevicesAreSkippedWithTheirReason() {
        return DeviceSource.refusals().stream().map(reason -> DynamicTest.dynamicTest(reason, () -> {
            throw new TestAbortedException(reason);
        }));
    }
}

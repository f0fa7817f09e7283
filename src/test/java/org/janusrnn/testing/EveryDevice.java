package org.janusrnn.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test with a {@link org.janusrnn.cl.ClDevice} parameter that runs on every device, by one binding. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("device")
@ParameterizedTest(name = "{0}")
@ArgumentsSource(DeviceSource.OneBinding.class)
public @interface EveryDevice {
}

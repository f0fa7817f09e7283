package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user sets from outside and cannot be is refused, by its name, before a device is opened. */
class EngineSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"recompute", "poison"})
    void aSwitchIsOnOrOff(String name) {
        String before = System.getProperty("janus." + name);
        System.setProperty("janus." + name, "maybe");
        try {
            assertThatIllegalArgumentException().isThrownBy(Engine::builder)
                    .withMessageContainingAll("JANUS_" + name.toUpperCase(Locale.ROOT), "true", "false", "'maybe'");
        } finally {
            if (before == null) {
                System.clearProperty("janus." + name);
            } else {
                System.setProperty("janus." + name, before);
            }
        }
    }
}

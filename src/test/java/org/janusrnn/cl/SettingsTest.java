package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that is on or off, and nothing else. */
class SettingsTest {
    private static final String NAME = "switch";

    @AfterEach
    void forget() {
        System.clearProperty("janus." + NAME);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "' 1 ',true", "false,false", "False,false", "0,false", "'',false", "' ',false"})
    void onOrOff(String value, boolean on) {
        System.setProperty("janus." + NAME, value);
        assertThat(Settings.flag(NAME)).isEqualTo(on);
    }

    @Test
    void missingIsOff() {
        assertThat(Settings.flag(NAME)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "yes", "2", "truee"})
    void anythingElseIsRefused(String value) {
        System.setProperty("janus." + NAME, value);
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.flag(NAME))
                .withMessage("JANUS_SWITCH is true (1) or false (0), not '" + value + "'");
    }
}

package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.CL20;
import org.lwjgl.opencl.CL22;

class ErrorCodesTest {
    /** Every negative CL_ constant of the bindings is a status code, but for a few that are something else. */
    @Test
    void symbolsAreThoseOfTheHeaders() throws IllegalAccessException {
        Map<Integer, String> headers = new TreeMap<>();
        for (Class<?> version : new Class<?>[] {CL22.class, CL20.class, CL12.class, CL11.class, CL10.class}) {
            for (Field field : version.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                    int value = field.getInt(null);
                    if (value < 0 && value > -2000 && !field.getName().equals("CL_DEVICE_TYPE_ALL")
                            && !field.getName().equals("CL_BUILD_NONE") && !field.getName().equals("CL_BUILD_ERROR")
                            && !field.getName().equals("CL_BUILD_IN_PROGRESS")) {
                        headers.put(value, field.getName());
                    }
                }
            }
        }
        assertThat(headers).hasSizeGreaterThan(50);
        headers.forEach((code, name) -> assertThat(ErrorCodes.symbol(code)).as("code %d", code).isEqualTo(name));
    }

    @Test
    void messageNamesCallSymbolDeedAndAdvice() {
        ClException e = new ClException(-5, "clFinish", "waiting for the queue");
        assertThat(e).hasMessageStartingWith(
                "clFinish failed with CL_OUT_OF_RESOURCES (-5) while waiting for the queue: the device ran out");
        assertThat(e.code()).isEqualTo(-5);
        assertThat(e.symbol()).isEqualTo("CL_OUT_OF_RESOURCES");
        assertThat(e.call()).isEqualTo("clFinish");
        assertThat(new ClException(-9999, "clFinish", "waiting"))
                .hasMessage("clFinish failed with unknown status (-9999) while waiting");
    }

    @Test
    void sizesForPeople() {
        assertThat(Bytes.text(0)).isEqualTo("0 bytes");
        assertThat(Bytes.text(1023)).isEqualTo("1023 bytes");
        assertThat(Bytes.text(1536)).isEqualTo("1.5 KiB");
        assertThat(Bytes.text(3_435_973_837L)).isEqualTo("3.2 GiB");
        assertThat(Bytes.text(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }
}

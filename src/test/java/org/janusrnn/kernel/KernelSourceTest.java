package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
    /** Everything once, in its place, each line under its own file and number; a circle of includes ends. */
    @Test
    void includesInTheirPlace() {
        assertThat(KernelSource.load("test/scale.cl", Map.of("PAGE", "test/negate.cl"))).isEqualTo("""
                #line 1 "kernels-cl/test/scale.cl"
                // A kernel file for tests: an include, a page chosen by the caller, and a parameter with a default.
                #line 1 "kernels-cl/test/twice.cl"
                #line 2 "kernels-cl/test/twice.cl"
                float twice(float x) {
                    return 2 * x;
                }
                #line 3 "kernels-cl/test/scale.cl"
                #line 4 "kernels-cl/test/scale.cl"
                #ifndef OFFSET
                #define OFFSET 0
                #endif
                #line 1 "kernels-cl/test/negate.cl"
                float page(float x) {
                    return -x;
                }
                #line 8 "kernels-cl/test/scale.cl"

                kernel void scale(global float* data) {
                    data[get_global_id(0)] = page(twice(data[get_global_id(0)])) + OFFSET;
                }
                """);
    }

    @Test
    void pageThatIsItselfSource() {
        String page = "text:float page(float x) {\r\n  return 7;\r\n}";
        String source = KernelSource.load("test/scale.cl", Map.of("PAGE", page));
        assertThat(source).contains("#line 1 \"kernels-cl/PAGE\"\nfloat page(float x) {\n  return 7;\n}\n#line 8");
    }

    @Test
    void missingFilesAreNamedWithTheirPlace() {
        assertThatThrownBy(() -> KernelSource.load("test/nowhere.cl", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no kernel file kernels-cl/test/nowhere.cl");
        assertThatThrownBy(() -> KernelSource.load("test/dangling.cl", Map.of()))
                .hasMessage("there is no kernel file kernels-cl/test/nowhere.cl"
                        + " (included by kernels-cl/test/dangling.cl:1)");
        assertThatThrownBy(() -> KernelSource.load("test/scale.cl", Map.of("CELL", "x.cl")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no page is given for PAGE (included by kernels-cl/test/scale.cl:7), only for [CELL]");
    }
}

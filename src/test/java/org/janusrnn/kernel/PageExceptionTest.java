package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.janusrnn.cl.ClBuildException;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.testing.EveryDeviceAndBinding;
import org.junit.jupiter.api.Test;

/** A page that the user gave and no compiler takes: one line, with the user's own file and line. */
class PageExceptionTest {
    private static void build(ClContext context, String source) {
        try (KernelLibrary library = new KernelLibrary(context, null)) {
            library.kernel("test/scale.cl", "scale", Defines.of(),
                    Map.of("PAGE", KernelSource.page("my cells/mine.cl", source))).close();
        }
    }

    @EveryDeviceAndBinding
    void theFirstErrorIsToldWithItsPlace(ClDevice device) {
        try (ClContext context = ClContext.open(device)) {
            assertThatThrownBy(() -> build(context, "float page(float x) {\n  return y;\n}"))
                    .isInstanceOf(PageException.class).hasCauseInstanceOf(ClBuildException.class)
                    .hasMessage("my cells/mine.cl:2:10: use of undeclared identifier 'y'");
            assertThatThrownBy(() -> build(context, "#include \"real.cl\"\nfloat page(float x)\n{\n  return z + y;\n}"))
                    .hasMessage("my cells/mine.cl:4:10: use of undeclared identifier 'z'");
            assertThatThrownBy(() -> build(context, "float page(float2 *x) { return (*x).x; }"))
                    .isInstanceOf(PageException.class).extracting(Throwable::getMessage).asString()
                    .startsWith("my cells/mine.cl does not fit the loops around it: kernels-cl/test/scale.cl:10:")
                    .doesNotContain("\n");
            build(context, "float page(float x) { return x; }");
        }
    }

    @Test
    void itsIncludesAreNamedByIt() {
        assertThatThrownBy(() -> KernelSource.load("test/scale.cl",
                Map.of("PAGE", KernelSource.page("C:\\cells\\\"mine\".cl", "\n#include \"nowhere.cl\""))))
                .hasMessage("there is no kernel file kernels-cl/nowhere.cl (included by C:/cells/'mine'.cl:2)");
        assertThat(KernelSource.title("text:float x;")).isEmpty();
        assertThat(KernelSource.title("cells/gru.cl")).isEmpty();
    }
}

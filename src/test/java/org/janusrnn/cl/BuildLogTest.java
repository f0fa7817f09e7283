package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildLogTest {
    private static final String SOURCE = """
            #line 1 "kernels-cl/a.cl"
            int a;
            #line 1 "kernels-cl/b.cl"
            int b;
            int c;
            #line 3 "kernels-cl/a.cl"
            int d;
            """;

    @Test
    void messagesOfACompilerThatIgnoresLineDirectives() {
        String log = "input.cl:2:5: error: x\ninput.cl:5:1: warning: y\n<kernel>:7: error: z\n  int d;\n      ^";
        assertThat(BuildLog.translate(log, SOURCE)).isEqualTo("kernels-cl/a.cl:1:5: error: x\n"
                + "kernels-cl/b.cl:2:1: warning: y\nkernels-cl/a.cl:3: error: z\n  int d;\n      ^");
    }

    @Test
    void messagesThatAreRightOrNotOfTheSourceStay() {
        String log = "kernels-cl/b.cl:2:1: error: x\nerror: kernels-cl/a.cl:2:1: w\n/tmp/kernels-cl/a.cl:2:1: v\n"
                + "/usr/include/opencl-c.h:4000:1: note: y\n1 error generated.\n"
                + "Device: llvmpipe (LLVM 15.0.6, 256 bits)\ninput.cl:99999999999:1: error: z";
        assertThat(BuildLog.translate(log, SOURCE)).isEqualTo(log);
    }

    @Test
    void emptyLog() {
        assertThat(BuildLog.translate("", SOURCE)).isEmpty();
    }
}

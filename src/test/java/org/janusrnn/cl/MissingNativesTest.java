package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A computer that lacks a binding or the OpenCL library. A failed load cannot be undone, so each is a new process. */
class MissingNativesTest {
    /** What the child process prints. */
    static final class Child {
        private Child() {
        }

        public static void main(String[] arguments) {
            Devices.Discovery found = Devices.discover();
            System.out.println("binding " + found.binding());
            found.devices().forEach(device -> System.out.println("device " + device.id()));
            found.refusals().forEach(refusal -> System.out.println("refusal " + refusal));
        }
    }

    private static final String NO_LIBRARY = "-Dorg.lwjgl.opencl.libname=libNoSuchOpenCL.so";

    @Test
    void joclStepsInWhereLwjglFindsNoLibrary() throws Exception {
        Devices.Discovery byJocl = joclWorksHere();
        List<String> lines = discover("", NO_LIBRARY);
        assertThat(lines).contains("binding jocl")
                .filteredOn(line -> line.startsWith("device")).hasSameSizeAs(byJocl.devices());
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("refusal binding lwjgl cannot be used")
                .contains("libNoSuchOpenCL").contains(Bindings.advice()));
    }

    @Test
    void joclStepsInWhereLwjglIsNotThere() throws Exception {
        joclWorksHere();
        assertThat(discover("lwjgl")).contains("binding jocl")
                .anySatisfy(line -> assertThat(line).startsWith("refusal binding lwjgl cannot be used"));
    }

    @Test
    void neitherBindingIsNoCrash() throws Exception {
        assertThat(discover("jocl", NO_LIBRARY)).contains("binding none")
                .anySatisfy(line -> assertThat(line).startsWith("refusal binding lwjgl cannot be used"))
                .anySatisfy(line -> assertThat(line).startsWith("refusal binding jocl cannot be used"))
                .noneMatch(line -> line.startsWith("device"));
    }

    @Test
    void aBindingThatWasAskedForIsNotReplaced() throws Exception {
        assertThat(discover("", NO_LIBRARY, "-Djanus.binding=lwjgl")).contains("binding none")
                .noneMatch(line -> line.contains("jocl"));
    }

    private static Devices.Discovery joclWorksHere() {
        Devices.Discovery found = Devices.discover("jocl");
        assumeThat(found.binding()).as(found.refusals().toString()).isEqualTo("jocl");
        return found;
    }

    /** The lines of a child whose class path lacks the jars whose names begin with {@code missing}. */
    private static List<String> discover(String missing, String... options) throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> missing.isEmpty() || !new File(entry).getName().startsWith(missing))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp", path));
        command.addAll(List.of(options));
        command.add(Child.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JANUS_BINDING");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}

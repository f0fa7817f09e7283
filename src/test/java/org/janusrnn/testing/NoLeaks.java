package org.janusrnn.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.janusrnn.cl.Handles;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a native handle open. Registered for every test by META-INF/services. */
public final class NoLeaks implements AfterEachCallback, AfterAllCallback {
    /** On a test class that shares open handles between its tests: only checked when all of them are done. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface CheckedAfterAll {
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!context.getRequiredTestClass().isAnnotationPresent(CheckedAfterAll.class)) {
            check();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    private static void check() {
        if (Handles.open() != 0) {
            throw new AssertionError("native handles left open: " + Handles.report());
        }
    }
}

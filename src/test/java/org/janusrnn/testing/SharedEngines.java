package org.janusrnn.testing;

import java.util.HashMap;
import java.util.Map;
import org.janusrnn.schedule.Engine;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Engines that all tests of a class share, closed behind the last of them: an engine builds its programs anew, which
 * takes PoCL about a tenth of a second each even where its cache has them. A class registers one as a static extension
 * and is {@link NoLeaks.CheckedAfterAll}.
 */
public final class SharedEngines implements AfterAllCallback {
    private final Map<DeviceAndWay, Engine> open = new HashMap<>();

    /** The engine on this device, in this way; the caller leaves it open. */
    public Engine of(DeviceAndWay on) {
        return open.computeIfAbsent(on, DeviceAndWay::open);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        open.values().forEach(Engine::close);
        open.clear();
    }
}

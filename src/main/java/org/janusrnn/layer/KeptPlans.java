package org.janusrnn.layer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.janusrnn.tensor.DeviceMemoryException;

/** A network's plans for the latest few batch shapes. Where the device has no room beside them, they go. */
final class KeptPlans implements AutoCloseable {
    /** Training, evaluation and a last, shorter batch of each, twice over. */
    private static final int MOST = 8;

    /** The one unused for longest first. */
    private final Map<NetworkPlan.Key, NetworkPlan> plans = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    /** The plan kept for a shape, or else a new one. */
    NetworkPlan get(NetworkPlan.Key key, Supplier<NetworkPlan> maker) {
        NetworkPlan plan = plans.get(key);
        if (plan == null) {
            if (plans.size() == MOST) {
                closeOldest();
            }
            plan = makeRoomFor(maker);
            plans.put(key, plan);
        }
        return plan;
    }

    /** Makes what needs device memory; where there is none, plans go for it, the one unused for longest first. */
    <R> R makeRoomFor(Supplier<R> maker) {
        while (true) {
            try {
                return maker.get();
            } catch (DeviceMemoryException e) {
                if (plans.isEmpty()) {
                    throw e;
                }
                closeOldest();
            }
        }
    }

    private void closeOldest() {
        Iterator<NetworkPlan> oldest = plans.values().iterator();
        NetworkPlan plan = oldest.next();
        oldest.remove();
        plan.close();
    }

    @Override
    public void close() {
        plans.values().forEach(NetworkPlan::close);
        plans.clear();
    }
}

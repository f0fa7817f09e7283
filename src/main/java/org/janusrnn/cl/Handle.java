package org.janusrnn.cl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One native handle in the tree that begins at a context. Closing closes the children first, newest first, and is
 * idempotent. The lock of the whole tree is the context, so closing from two threads is safe.
 */
abstract class Handle implements AutoCloseable {
    private static final Comparator<Handle> CLOSING_ORDER = Comparator.comparing((Handle h) -> h.kind);

    final Handles.Kind kind;
    private final Handle parent;
    private final Object tree;
    private final Set<Handle> children = new LinkedHashSet<>();
    private volatile boolean closed;

    /** Counts the handle; from here on only {@link #close} may release it. */
    Handle(Handles.Kind kind, Handle parent) {
        this.kind = kind;
        this.parent = parent;
        this.tree = parent == null ? this : parent.tree;
        Handles.opened(kind);
    }

    /**
     * Hangs the finished object under its parent. Every object is made by {@code adopt(new ...)}; where the parent was
     * closed meanwhile by another thread the new object is closed at once.
     */
    static <T extends Handle> T adopt(T child) {
        Handle handle = child;
        Handle parent = handle.parent;
        synchronized (handle.tree) {
            if (!parent.closed) {
                parent.children.add(handle);
                return child;
            }
        }
        child.close();
        throw new IllegalStateException(parent + " is closed");
    }

    /** Complains where the object is closed: the first line of whatever uses the native handle. */
    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Releases the native handle. Called once, after the children were closed. */
    abstract int release();

    /** The name of OpenCL's call that {@link #release} makes. */
    abstract String releaseCall();

    /** Called under the tree's lock before children that are still open are closed. */
    void closingWithChildren(Set<Handle> open) {
    }

    /** Adds this object's open descendants to {@code counts}, indexed by kind. */
    final void countDescendants(long[] counts) {
        for (Handle child : children) {
            counts[child.kind.ordinal()]++;
            child.countDescendants(counts);
        }
    }

    @Override
    public final void close() {
        synchronized (tree) {
            if (closed) {
                return;
            }
            ClException failure = closeChildren();
            closed = true;
            int status = release();
            Handles.closed(kind);
            if (parent != null) {
                parent.children.remove(this);
            }
            if (status != Constants.SUCCESS) {
                ClException own = new ClException(status, releaseCall(), "closing " + this);
                if (failure != null) {
                    own.addSuppressed(failure);
                }
                failure = own;
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private ClException closeChildren() {
        if (children.isEmpty()) {
            return null;
        }
        closingWithChildren(children);
        List<Handle> order = new ArrayList<>(children);
        Collections.reverse(order);
        order.sort(CLOSING_ORDER);
        ClException failure = null;
        for (Handle child : order) {
            try {
                child.close();
            } catch (ClException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }
}

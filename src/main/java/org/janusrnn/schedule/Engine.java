package org.janusrnn.schedule;

import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.janusrnn.kernel.KernelLibrary;
import org.janusrnn.kernel.Tuning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device ready to run networks: its context, its built kernels and its two streams.
 *
 * <p>An engine and all that is made with it belong to one thread at a time; several engines may run at once.
 */
public final class Engine implements AutoCloseable {
    /** How many streams a network's two directions are spread over. */
    static final int STREAMS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final ClContext context;
    private final KernelLibrary library;
    private final ClQueue[] queues;
    private final Tuning tuning;
    private final Way way;
    private final boolean profiling;
    private final boolean overlapLayers;
    private final TeamLoop.Mode teams;
    private final StorageFormat weights;
    private final StorageFormat activations;
    private final boolean recompute;
    private final Kernels kernels;

    private Engine(Builder builder) {
        ClDevice device = builder.device != null ? builder.device : Devices.select(null);
        tuning = builder.tuning != null ? builder.tuning : Tuning.of(device);
        way = builder.way != null ? builder.way : Way.of(device, tuning);
        profiling = builder.profiling && device.eventTimes();
        if (builder.profiling && !profiling) {
            LOG.warn("{}: its driver does not tell when a kernel ran; overlap is not measured", device.name());
        }
        overlapLayers = builder.overlapLayers;
        teams = builder.teams;
        weights = builder.weights != null ? builder.weights : StorageFormat.asked("weights");
        activations = builder.activations != null ? builder.activations : StorageFormat.asked("activations");
        recompute = builder.recompute;
        context = ClContext.open(device);
        try {
            if (builder.poisoned) {
                context.poison();
            }
            library = new KernelLibrary(context);
            queues = new ClQueue[builder.oneQueue ? 1 : STREAMS];
            for (int i = 0; i < queues.length; i++) {
                queues[i] = context.queue(profiling);
            }
            kernels = way == Way.WIDE ? new WideKernels(device, tuning) : new TiledKernels(device, tuning);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /** The device that JANUS_DEVICE names, or the best there is. */
    public static Engine open() {
        return builder().open();
    }

    /** @param device a name, vendor, type or {@code platform:device}, see {@link Devices#select}. */
    public static Engine open(String device) {
        return builder().device(Devices.select(device)).open();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Choices for an engine; each has a default. */
    public static final class Builder {
        private ClDevice device;
        private Tuning tuning;
        private Way way;
        private boolean oneQueue;
        private boolean profiling;
        private boolean overlapLayers;
        private TeamLoop.Mode teams = TeamLoop.Mode.WHERE_IT_PAYS;
        private StorageFormat weights;
        private StorageFormat activations;
        private boolean recompute = Settings.flag("recompute");
        private boolean poisoned = Settings.flag("poison");

        private Builder() {
        }

        /** Default: what JANUS_DEVICE names, or the best there is. */
        public Builder device(ClDevice chosen) {
            this.device = chosen;
            return this;
        }

        /** Default: what is shipped for the device, the user's file and what is forced. */
        public Builder tuning(Tuning chosen) {
            this.tuning = chosen;
            return this;
        }

        /** Default: what suits the device. */
        public Builder way(Way chosen) {
            this.way = chosen;
            return this;
        }

        /** Runs both streams on one queue; the results are the same to the bit. */
        public Builder oneQueue() {
            this.oneQueue = true;
            return this;
        }

        /**
         * Lets the layers of a stack overlap even where one of them fills the device, as tests want it; the results are
         * the same to the bit. By default they overlap where that leaves room.
         */
        public Builder overlapLayers() {
            this.overlapLayers = true;
            return this;
        }

        /** Whether work-groups share the steps of a small batch. */
        Builder teams(TeamLoop.Mode chosen) {
            this.teams = chosen;
            return this;
        }

        /** How packed weights are stored; default: what JANUS_WEIGHTS says, else in single precision. */
        public Builder weights(StorageFormat format) {
            this.weights = format;
            return this;
        }

        /**
         * How recurrent layers keep gates, states beside h and operands for the backward pass; the others' activations,
         * outputs and gradients are in single precision in any case. Default: what {@code -Djanus.activations} or
         * {@code JANUS_ACTIVATIONS} says, else in single precision. A layer with zoneout stays in single precision, and
         * so does a pass of few rows, as the log says; one that computes its gates again has none to keep.
         */
        public Builder activations(StorageFormat format) {
            this.activations = format;
            return this;
        }

        /**
         * Recurrent layers that can do not store their gates in training, but compute them again in the backward pass:
         * less memory for up to half more time. Default: what {@code -Djanus.recompute} or {@code JANUS_RECOMPUTE}
         * says, else each layer as it was asked to.
         */
        public Builder recompute(boolean gates) {
            this.recompute = gates;
            return this;
        }

        /** Takes the device's time of every launch, for {@link Timeline}; costs an event a launch. */
        public Builder profiling() {
            this.profiling = true;
            return this;
        }

        /**
         * Starts with NaN in all device memory, so that a result shows where it depends on what nothing wrote. Default:
         * what {@code -Djanus.poison} or {@code JANUS_POISON} says, else not.
         */
        public Builder poisoned() {
            this.poisoned = true;
            return this;
        }

        /** Opens the device. */
        public Engine open() {
            return new Engine(this);
        }
    }

    public ClDevice device() {
        return context.device();
    }

    public ClContext context() {
        return context;
    }

    public Way way() {
        return way;
    }

    /** How packed weights are stored. */
    public StorageFormat weights() {
        return weights;
    }

    /** How recurrent layers keep what their backward pass needs of the forward pass. */
    public StorageFormat activations() {
        return activations;
    }

    /** Whether recurrent layers compute their gates again in the backward pass even where they were not asked to. */
    public boolean recomputes() {
        return recompute;
    }

    /** The parameters of its kernels. */
    public Tuning tuning() {
        return tuning;
    }

    /** Whether the streams have queues of their own. */
    public boolean twoQueues() {
        return queues.length > 1;
    }

    /** Whether it takes the device's times of launches. */
    public boolean profiling() {
        return profiling;
    }

    /** Whether layers overlap even where one of them fills the device. */
    public boolean overlapsLayers() {
        return overlapLayers;
    }

    TeamLoop.Mode teams() {
        return teams;
    }

    /** Waits until both streams are done. */
    public void finish() {
        for (ClQueue queue : queues) {
            queue.finish();
        }
    }

    /** The queue of a stream: 0 or 1. With one queue both have the same. */
    public ClQueue queue(int stream) {
        return queues[stream % queues.length];
    }

    KernelLibrary library() {
        return library;
    }

    /** The kernels of this engine's way. */
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        // The context closes whatever is left, should one of the others fail.
        try {
            for (ClQueue queue : queues) {
                queue.close();
            }
            library.close();
        } finally {
            context.close();
        }
    }
}

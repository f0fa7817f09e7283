package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Staging;
import org.janusrnn.tensor.Tensor;

/**
 * All parameters of a network in one flat piece of device memory, and their gradients in another of the same form, so
 * that an optimiser or a norm is one launch over all of them.
 */
public final class Parameters implements AutoCloseable {
    /**
     * One parameter.
     *
     * @param name   PyTorch's name, as {@code weight_ih_l0}.
     * @param shape  its shape.
     * @param offset where it starts in the flat memory of its kind, in floats.
     * @param learnt whether it is learnt; what is not, as a running mean, is PyTorch's buffer: kept with the rest.
     */
    public record Parameter(String name, Shape shape, long offset, boolean learnt) {
    }

    private final Engine engine;
    private final Map<String, Parameter> byName = new LinkedHashMap<>();
    private final Map<String, Double> bounds = new LinkedHashMap<>();
    private final List<ClBuffer> slices = new ArrayList<>();
    private final Arena arena;
    private final int alignment;
    private Arena.Region values;
    private Arena.Region gradients;
    private Arena.Region buffers;
    private Staging staging;
    private long length;
    private long buffersLength;
    private long version = 1;

    /** How weights that are packed from the parameters are stored. */
    StorageFormat weightFormat() {
        return engine.weights();
    }

    Parameters(Engine engine) {
        this.engine = engine;
        this.arena = new Arena(engine.context(), "the network's parameters and gradients",
                MemoryKind.PARAMETERS);
        this.alignment = Math.max(1, engine.device().baseAlignment() / Float.BYTES);
    }

    /** @throws IllegalArgumentException where the name is taken. */
    Parameter declare(String name, Shape shape) {
        Parameter parameter = add(new Parameter(name, shape, length, true));
        length += aligned(shape);
        return parameter;
    }

    /**
     * Declares numbers that are kept with the parameters but not learnt.
     *
     * @throws IllegalArgumentException where the name is taken.
     */
    Parameter declareBuffer(String name, Shape shape) {
        Parameter parameter = add(new Parameter(name, shape, buffersLength, false));
        buffersLength += aligned(shape);
        return parameter;
    }

    private Parameter add(Parameter parameter) {
        if (byName.putIfAbsent(parameter.name, parameter) != null) {
            throw new IllegalArgumentException("two parameters are called " + parameter.name
                    + ": give the layers names");
        }
        return parameter;
    }

    private long aligned(Shape shape) {
        return (shape.elements() + alignment - 1) / alignment * alignment;
    }

    /**
     * Checks that a file has what was declared, and nothing else; reads none of its data.
     *
     * @throws SafetensorsException naming the tensor that is missing, of another shape or type, or too many.
     */
    void check(SafetensorsFile file) {
        byName.values().forEach(p -> file.require(p.name, p.shape));
        for (String name : file.names()) {
            if (!byName.containsKey(name)) {
                throw new SafetensorsException(file.path(), name, "is no parameter of the network; it has "
                        + String.join(", ", byName.keySet()));
            }
        }
    }

    /**
     * Allocates what was declared, all zeros.
     *
     * @throws IllegalArgumentException naming a parameter that is too large for a {@link Tensor}.
     */
    void allocate() {
        for (Parameter parameter : byName.values()) {
            if (parameter.shape.elements() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the parameter " + parameter.name + " " + parameter.shape
                        + " has more than the " + Integer.MAX_VALUE + " numbers that one can have: use a smaller network");
            }
        }
        values = arena.reserve("parameters", length);
        gradients = arena.reserve(MemoryKind.PARAMETER_GRADIENTS, "gradients", length);
        buffers = arena.reserve("buffers", buffersLength);
        arena.allocate();
        for (Arena.Region region : List.of(values, gradients, buffers)) {
            engine.queue(0).fill(region.buffer(), 0, region.bytes(), 0);
        }
        engine.queue(0).finish();
        staging = new Staging(engine.queue(0),
                byName.values().stream().mapToLong(p -> p.shape.elements()).max().orElse(0));
    }

    /** What is learnt, in the order in which it lies in memory. */
    public List<Parameter> all() {
        return byName.values().stream().filter(Parameter::learnt).toList();
    }

    /** All that belongs in a model file: the parameters, and the buffers that are not learnt. */
    public List<Parameter> stored() {
        return List.copyOf(byName.values());
    }

    /** How many numbers the network learns. */
    public long count() {
        return all().stream().mapToLong(p -> p.shape.elements()).sum();
    }

    /** Adds the device memory of all to the bytes of each kind. */
    void addTo(Map<MemoryKind, Long> bytes) {
        arena.addTo(bytes);
    }

    /** Floats of the flat memory, with the gaps that alignment leaves; the gaps hold zeros. */
    public long length() {
        return length;
    }

    public ClBuffer values() {
        return values.buffer();
    }

    public ClBuffer gradients() {
        return gradients.buffer();
    }

    /** Grows with every change of a value, so that packed copies know when they are old. */
    public long version() {
        return version;
    }

    /** Says that a kernel changed the values. */
    public void changed() {
        version++;
    }

    ClBuffer value(Parameter parameter) {
        return slice(home(parameter), parameter);
    }

    private Arena.Region home(Parameter parameter) {
        return parameter.learnt ? values : buffers;
    }

    ClBuffer gradient(Parameter parameter) {
        return slice(gradients, parameter);
    }

    private ClBuffer slice(Arena.Region region, Parameter parameter) {
        ClBuffer slice = region.buffer().slice(parameter.offset * Float.BYTES, bytes(parameter));
        slices.add(slice);
        return slice;
    }

    private static long bytes(Parameter parameter) {
        return Math.max(1, parameter.shape.elements()) * Float.BYTES;
    }

    /** @throws IllegalArgumentException where there is none of that name. */
    public Parameter named(String name) {
        Parameter parameter = byName.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("the network has no parameter " + name + "; it has "
                    + String.join(", ", byName.keySet()));
        }
        return parameter;
    }

    /** A copy of a parameter's values. */
    public Tensor get(String name) {
        return read(home(named(name)), named(name));
    }

    /** A copy of what the last backward pass left for it. */
    public Tensor gradient(String name) {
        Parameter parameter = named(name);
        if (!parameter.learnt) {
            throw new IllegalArgumentException(name + " is not learnt: it has no gradient");
        }
        return read(gradients, parameter);
    }

    /** Reads what belongs to a parameter from memory of the same form, as an optimiser's. */
    public Tensor read(Arena.Region region, Parameter parameter) {
        float[] data = new float[Math.toIntExact(parameter.shape.elements())];
        staging.read(region.buffer(), parameter.offset, data, 0, data.length);
        return new Tensor(parameter.shape, data);
    }

    /** @throws IllegalArgumentException where there is none of that name, or it has another shape. */
    public void set(String name, Tensor value) {
        write(home(named(name)), named(name), value);
        changed();
    }

    /**
     * Holds a parameter within a magnitude in training: what lies beyond is clipped before every step's forward pass.
     * To be said before the training begins.
     *
     * @param bound above 0; infinite: free, as parameters are.
     * @throws IllegalArgumentException where there is none of that name.
     */
    public void hold(String name, double bound) {
        if (!(bound > 0)) {
            throw new IllegalArgumentException("the bound of " + name + " must be above 0, not " + bound);
        }
        if (Double.isInfinite(bound)) {
            bounds.remove(named(name).name);
        } else {
            bounds.put(named(name).name, bound);
        }
    }

    /** The magnitudes within which training holds parameters, by name. */
    public Map<String, Double> bounds() {
        return Collections.unmodifiableMap(bounds);
    }

    /** Writes what belongs to a parameter into memory of the same form, as an optimiser's. */
    public void write(Arena.Region region, Parameter parameter, Tensor value) {
        if (!parameter.shape.equals(value.shape())) {
            throw new IllegalArgumentException(parameter.name + " has the shape " + parameter.shape + ", the value "
                    + value.shape());
        }
        staging.write(region.buffer(), parameter.offset, value.data(), 0, value.data().length);
    }

    @Override
    public void close() {
        slices.forEach(ClBuffer::close);
        arena.close();
    }
}

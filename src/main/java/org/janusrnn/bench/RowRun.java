package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.tensor.Staging;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DeviceSum;

/** A row made ready on a device: one {@link #run} is what is timed. */
public final class RowRun implements AutoCloseable {
    private final Engine engine;
    private final Content content;
    private final Network network;
    private final NetworkPlan plan;
    private final Mode mode;
    private final Arena arena;
    private final Arena.Region loss;
    private final Plan sum;

    /** Builds the network, gives it the content, and records all launches. */
    public RowRun(Engine engine, Content content) {
        this.engine = engine;
        this.content = content;
        Row row = content.row();
        Extent e = row.extent();
        mode = row.pass() == Pass.TRAIN ? Mode.TRAINING : Mode.INFERENCE;
        network = Network.builder(engine).input(e.inputs()).recurrent(row.cell(), e.hidden(),
                r -> r.layers(row.layers()).bidirectional(row.bidirectional()).name("")).build();
        arena = new Arena(engine.context(), "the loss of a row");
        sum = new Plan(engine);
        try {
            content.parameters().forEach(network.parameters()::set);
            Batch batch = Batch.of(content.x());
            plan = network.plan(batch, mode);
            plan.begin(batch, 0);
            loss = arena.reserve("loss", 1);
            if (mode == Mode.TRAINING) {
                DeviceSum total = new DeviceSum(arena, plan.output().elements());
                arena.allocate();
                total.record(sum, plan.output().values(), false, loss, 0);
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /** Enqueues everything and sends it on its way. */
    public void enqueue() {
        if (mode == Mode.TRAINING) {
            network.parameters().changed();
        }
        plan.forward();
        if (mode == Mode.TRAINING) {
            sum.enqueue();
            ClBuffer gradient = plan.output().gradient().buffer();
            engine.queue(0).fill(gradient, 0, gradient.bytes(), Float.floatToRawIntBits(1));
            plan.backward();
        }
    }

    /** Enqueues everything and waits until the device is done. */
    public void run() {
        enqueue();
        engine.finish();
    }

    /** What the last run left, by {@link Oracle}'s names. */
    public Map<String, Tensor> results() {
        Map<String, Tensor> results = new LinkedHashMap<>();
        results.put(Oracle.OUTPUT, plan.readOutput());
        if (mode == Mode.TRAINING) {
            Tensor value = Tensor.zeros(1);
            new Staging(engine.queue(0), 1).read(loss.buffer(), 0, value.data(), 0, 1);
            results.put(Oracle.LOSS, value);
            for (String name : content.parameters().keySet()) {
                results.put("grad_" + name, network.parameters().gradient(name));
            }
        }
        return results;
    }

    /** Kernels that a run launches. */
    public int launches() {
        return plan.launches() + sum.launches() + (mode == Mode.TRAINING ? network.packingLaunches(mode) : 0);
    }

    /** What a run does, launch by launch, and what that costs. */
    List<Plan.Part> parts() {
        List<Plan.Part> parts = new ArrayList<>(mode == Mode.TRAINING ? network.packingParts(mode) : List.of());
        parts.addAll(sum.parts());
        parts.addAll(plan.parts());
        return parts;
    }

    /** How its loops were planned, and why. */
    List<String> notes() {
        return plan.notes();
    }

    /** Device memory of the plan, in bytes; the weights come on top. */
    public long planBytes() {
        return plan.bytes();
    }

    /** Device memory in bytes of each kind. */
    Map<MemoryKind, Long> memory() {
        Map<MemoryKind, Long> bytes = plan.memory();
        arena.addTo(bytes);
        return bytes;
    }

    /** The device's times of the last run. */
    public Timeline timeline() {
        return mode == Mode.TRAINING ? network.packing(mode).and(sum.timeline()).and(plan.timeline()) : plan.timeline();
    }

    @Override
    public void close() {
        sum.close();
        arena.close();
        network.close();
    }
}

package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.reference.GruReference;
import org.janusrnn.reference.IndrnnReference;
import org.janusrnn.reference.LstmReference;
import org.janusrnn.reference.MguReference;
import org.janusrnn.reference.RnnReference;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.ReferenceChain;

/** Stacks of different cells and directions, directions added up, and heads, against the reference. */
class StacksTest {
    private static final int[] LENGTHS = {9, 1, 4, 9, 6};

    private final Numbers numbers = new Numbers(3);
    private final Batch batch = Batch.of(numbers.uniform(1, 9, 5, 3)).lengths(LENGTHS);

    private static Map<String, Tensor> results(Gradients found) {
        Map<String, Tensor> results = new HashMap<>(found.parameters());
        results.put("y", found.output().y());
        results.put("x", found.x());
        results.put("hn", found.output().states().h());
        return results;
    }

    @EveryWay
    void directionsAddedUp(DeviceAndWay on) {
        Tensor dy = numbers.uniform(1, 9, 5, 18);
        try (Engine engine = on.open(); Engine oneQueue = on.builder().oneQueue().open()) {
            String text = "input 3; lstm 18 layers=2 bidirectional_sum";
            try (Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 18,
                    r -> r.layers(2).bidirectionalSum()).build();
                 Network again = NetworkBuilder.of(oneQueue, network.architecture()).build()) {
                assertThat(network.architecture()).isEqualTo(text);
                Gradients found = network.gradients(batch, dy, null);
                assertThat(ReferenceChain.of(network, batch).summed("rnn", LstmReference.plain())
                        .differences(found, dy)).isEmpty();
                assertThat(Bits.differences(results(again.gradients(batch, dy, null)), results(found)))
                        .as("one queue or two").isEmpty();
                assertThat(Bits.differences(results(network.gradients(batch, dy, null)), results(found)))
                        .as("again").isEmpty();
                assertThat(network.run(batch).y().data()).as("inference").isEqualTo(found.output().y().data());
            }
            try (Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 20,
                    r -> r.projection(18).bidirectionalSum()).build()) {
                assertThat(ReferenceChain.of(network, batch).summed("rnn", LstmReference.plain().withProjection(18))
                        .differences(network.gradients(batch, dy, null), dy)).isEmpty();
            }
        }
    }

    @EveryWay
    void cellsAndDirectionsMixed(DeviceAndWay on) {
        Tensor dy = numbers.uniform(1, 9, 5, 4);
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            try (Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 6, r -> r.bidirectional())
                    .recurrent(Cells.rnnTanh(), 7).recurrent(Cells.gru(), 5, r -> r.bidirectionalSum())
                    .recurrent(Cells.indrnnTanh(), 17).linear(4).build()) {
                ReferenceChain.of(network, batch).recurrent("rnn", LstmReference.plain())
                        .recurrent("rnn2", RnnReference.tanh()).summed("rnn3", GruReference.plain())
                        .recurrent("rnn4", IndrnnReference.tanh()).linear("fc")
                        .differences(network.gradients(batch, dy, null), dy).forEach(failures::add);
            }
            try (Network network = Network.builder(engine).input(3)
                    .recurrent(Cells.rnnTanh(), 6, r -> r.bidirectional())
                    .recurrent(Cells.lstm(), 4, r -> r.layers(2)).build()) {
                ReferenceChain.of(network, batch).recurrent("rnn", RnnReference.tanh())
                        .recurrent("rnn2", LstmReference.plain())
                        .differences(network.gradients(batch, dy, null), dy).forEach(failures::add);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A head at every step, at the last, and over the whole sequence in both directions. */
    @EveryWay
    void heads(DeviceAndWay on) {
        Tensor every = numbers.uniform(1, 9, 5, 4);
        Tensor once = numbers.uniform(1, 1, 5, 4);
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open();
             Network steps = both(engine).linear(4).build();
             Network last = both(engine).lastStep().linear(4).build();
             Network whole = both(engine).finalStates().linear(4).build();
             Network wholeOfOne = Network.builder(engine).input(3).recurrent(Cells.mgu(), 9).finalStates().linear(4)
                     .build()) {
            chain(steps).recurrent("rnn", GruReference.plain()).linear("fc")
                    .differences(steps.gradients(batch, every, null), every).forEach(f -> failures.add("every: " + f));
            chain(last).recurrent("rnn", GruReference.plain()).lastStep().linear("fc")
                    .differences(last.gradients(batch, once, null), once).forEach(f -> failures.add("last: " + f));
            chain(whole).finalStates("rnn", GruReference.plain()).linear("fc")
                    .differences(whole.gradients(batch, once, null), once).forEach(f -> failures.add("whole: " + f));
            chain(wholeOfOne).finalStates("rnn", MguReference.plain()).linear("fc")
                    .differences(wholeOfOne.gradients(batch, once, null), once)
                    .forEach(f -> failures.add("whole, one direction: " + f));
            assertThat(whole.architecture()).isEqualTo("input 3; gru 11 layers=2 bidirectional; final_states; linear 4");
            try (Network read = NetworkBuilder.of(engine, whole.architecture()).build()) {
                assertThat(read.predict(batch).data()).isEqualTo(whole.predict(batch).data());
            }
        }
        assertThat(failures).isEmpty();
    }

    private static NetworkBuilder both(Engine engine) {
        return Network.builder(engine).input(3).recurrent(Cells.gru(), 11, r -> r.layers(2).bidirectional());
    }

    private ReferenceChain chain(Network network) {
        return ReferenceChain.of(network, batch);
    }
}

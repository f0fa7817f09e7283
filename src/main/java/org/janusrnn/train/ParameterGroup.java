package org.janusrnn.train;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.janusrnn.layer.Parameters;
import org.janusrnn.layer.Parameters.Parameter;

/**
 * Parameters with a weight decay of their own, in place of the optimiser's. Of two groups that both have a parameter the
 * first counts.
 *
 * @param members     which parameters.
 * @param weightDecay 0 or more.
 */
public record ParameterGroup(Predicate<Parameter> members, double weightDecay) {
    /** @throws IllegalArgumentException where the weight decay is out of its range. */
    public ParameterGroup {
        Optimizers.notNegative("weight decay", weightDecay);
    }

    /** All that is no matrix: biases, IndRNN's u, the gains of normalisations. Weight decay is seldom meant for them. */
    public static ParameterGroup vectors(double weightDecay) {
        return new ParameterGroup(p -> p.shape().rank() < 2, weightDecay);
    }

    static double weightDecay(List<ParameterGroup> groups, Parameter parameter, double otherwise) {
        return groups.stream().filter(group -> group.members.test(parameter)).findFirst()
                .map(ParameterGroup::weightDecay).orElse(otherwise);
    }

    /** The groups as a checkpoint has them: every parameter's name behind its decay. */
    static String describe(List<ParameterGroup> groups, Parameters parameters) {
        return groups.stream().map(group -> "; decay " + group.weightDecay + " of " + parameters.all().stream()
                .filter(group.members).map(Parameter::name).collect(Collectors.joining(" "))).collect(Collectors.joining());
    }
}

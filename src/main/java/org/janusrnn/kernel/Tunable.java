package org.janusrnn.kernel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kernels whose parameters are chosen by device, and the values that each parameter may have. */
public enum Tunable {
    /** {@code WIDE}: 1 runs time loops and products in vectors, for CPUs; 0 in work-groups, for GPUs. */
    WAY(new Parameter("WIDE", 0, 1)),
    /** {@code STRIPPED}: 1 cuts the register tiles of all wide products into strips of one vector. */
    WIDE_TILE(new Parameter("STRIPPED", 0, 1)),
    /** {@code ROW_BLOCK}: rows a work-group; {@code DEPTH}: how much of the sum at a time. */
    WIDE_PRODUCT(new Parameter("ROW_BLOCK", 96, 24, 48, 192), new Parameter("DEPTH", 512, 128, 256, 1024)),
    /** {@code DEPTH}: rows that local memory holds at a time; 64 where that does not fit. */
    WIDE_GRADIENT(new Parameter("DEPTH", 512, 64, 128, 256)),
    /** {@code SLICES}: slices of the batch that each core gets of a time loop. */
    WIDE_STEP(new Parameter("SLICES", 1, 2, 4)),
    /** {@code MEMBERS}: the most work-groups that share the steps of few sequences; 1: none do. */
    WIDE_TEAM(new Parameter("MEMBERS", 8, 1, 2, 4)),
    /** {@code BLOCKS}, {@code SEQUENCES}: the most that a work-item has where cells have no recurrent product. */
    WIDE_ELEMENTWISE(new Parameter("BLOCKS", 8, 1, 2, 4), new Parameter("SEQUENCES", 16, 1, 4, 8)),
    /** {@code GROUP_ROWS}: lines of 16 work-items a work-group; {@code ROWS_PER_ITEM}; {@code DEPTH}. */
    TILED_PRODUCT(new Parameter("GROUP_ROWS", 16, 4, 8, 32), new Parameter("ROWS_PER_ITEM", 4, 1, 2, 8),
            new Parameter("DEPTH", 16, 8, 32)),
    /** As of the product. */
    TILED_GRADIENT(new Parameter("GROUP_ROWS", 16, 4, 8, 32), new Parameter("ROWS_PER_ITEM", 4, 2, 8),
            new Parameter("DEPTH", 16, 8, 32)),
    /** As of the product, for one time step and its backward. */
    TILED_STEP(new Parameter("GROUP_ROWS", 8, 4, 16, 1, 2), new Parameter("ROWS_PER_ITEM", 2, 1, 4),
            new Parameter("DEPTH", 16, 8, 32)),
    /**
     * {@code MOST_HIDDEN}: the largest hidden size whose time loop is one launch, 0 for none; {@code LINES}: the most
     * lines of 16 work-items a work-group; {@code ROWS_PER_ITEM}; {@code LOCAL_WEIGHTS}: 1 keeps the weights in local
     * memory where they fit.
     */
    TILED_SEQUENCE(new Parameter("MOST_HIDDEN", 128, 0, 64, 256), new Parameter("LINES", 16, 4, 8, 32),
            new Parameter("ROWS_PER_ITEM", 1, 2, 4), new Parameter("LOCAL_WEIGHTS", 1, 0));

    /**
     * A parameter of a kernel.
     *
     * @param name   the word that the kernel file has for it.
     * @param values what it may be; the first is what the file has where nobody says otherwise.
     */
    public record Parameter(String name, List<Integer> values) {
        Parameter(String name, int standard, int... others) {
            this(name, java.util.stream.IntStream.concat(java.util.stream.IntStream.of(standard),
                    Arrays.stream(others)).boxed().toList());
        }
    }

    /** How many rows a launch works on: few leave most of a large tile empty. */
    public enum Rows {
        /** Fewer than {@value #MANY_FROM} rows. */
        FEW,
        /** So many or more. */
        MANY;

        private static final int MANY_FROM = 64;

        /** The class of a number of rows. */
        public static Rows of(long rows) {
            return rows < MANY_FROM ? FEW : MANY;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Parameter> parameters;

    Tunable(Parameter... parameters) {
        this.parameters = List.of(parameters);
    }

    /** Whether it may have other parameters for few rows than for many; else all that a device runs share them. */
    public boolean byRows() {
        return this != WAY && this != WIDE_TILE && this != WIDE_TEAM && this != WIDE_ELEMENTWISE;
    }

    /** The classes of rows that it is tuned for. */
    public List<Rows> rows() {
        return byRows() ? List.of(Rows.values()) : List.of(this == WIDE_TEAM ? Rows.FEW : Rows.MANY);
    }

    /** Its parameters. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** What it has where no file says otherwise. */
    public Map<String, Integer> standard() {
        Map<String, Integer> values = new LinkedHashMap<>();
        parameters.forEach(p -> values.put(p.name, p.values.get(0)));
        return values;
    }

    Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(p -> p.name.equals(name)).findFirst();
    }

    static Optional<Tunable> named(String name) {
        return Arrays.stream(values()).filter(t -> t.toString().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

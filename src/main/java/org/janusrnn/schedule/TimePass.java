package org.janusrnn.schedule;

import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * One direction of one recurrent layer over one batch shape: the input projection, the walk through time, and all of it
 * backwards. Its memory is reserved when it is made, its launches are recorded afterwards.
 */
public final class TimePass {
    /**
     * What a pass works on.
     *
     * @param steps   T, time steps.
     * @param batch   B, sequences.
     * @param inputs  I, size of the input.
     * @param hidden  H, hidden size.
     * @param projection size that h is projected to; 0 for none.
     * @param reverse whether time is walked from the end.
     * @param directions how many passes share the device: 2 for the two directions of a bidirectional layer.
     */
    public record Size(int steps, int batch, int inputs, int hidden, int projection, boolean reverse,
                       int directions) {
        long rows() {
            return (long) steps * batch;
        }

        /** The first row in memory of steps {@code from} to before {@code to} of the pass. */
        long firstRow(int from, int to) {
            return (long) (reverse ? steps - to : from) * batch;
        }

        /** O, the size of h. */
        int outputs() {
            return projection > 0 ? projection : hidden;
        }

        int stride() {
            return Kernels.blocks(hidden) * Kernels.UNITS;
        }
    }

    /**
     * The tensors around a pass: rows are time steps of sequences, row-major; what is not wanted is null.
     *
     * @param x       input [rows][I], and its gradient; the rows begin at the float {@code xFirst}.
     * @param y       output [rows][yStride], and its gradient; this direction's units of the first row from the float
     *                {@code yFirst} on.
     * @param lengths valid steps of each sequence; null: all.
     * @param h0      initial h [B][H]; null: zeros.
     * @param s0      initial other states [states-1][B][H]; null: zeros.
     * @param hn      final h.
     * @param sn      final other states.
     */
    public record Tensors(Object x, long xFirst, Object y, int yStride, long yFirst, Object lengths, Object h0,
                          Object s0, Object hn, Object sn) {
    }

    /**
     * Gradients around a pass, each of the shape of what it belongs to.
     *
     * @param dx  where the gradient of the input goes; null: not wanted.
     * @param dy  gradient of the output.
     * @param dhn gradient of the final h; null: zeros.
     * @param dsn gradient of the other final states; null: zeros.
     * @param dh0 where the gradient of the initial h goes; null: not wanted.
     * @param ds0 where those of the other initial states go; null: not wanted.
     */
    public record Gradients(Object dx, Object dy, Object dhn, Object dsn, Object dh0, Object ds0) {
    }

    final Engine engine;
    final Cell cell;
    final Size size;
    final boolean keep;
    final CellPanels panels;
    /** Room for {@link #recordRows} rows. */
    final Arena.Region records;
    final Arena.Region running;
    final Arena.Region kept;
    /** Gradients of the running states, which the backward loop needs no more. */
    final Arena.Region carried;
    final Arena.Region vectorGradients;
    /** What a second product of a step multiplies, by rows; null where there is none. */
    final Arena.Region operands;
    /** The whole gradient of a projected h, by rows; null without a projection. */
    final Arena.Region outputGradients;
    final Arena.Region scratch;
    final StateDropout dropout;
    /** Whether no other time loop runs beside this one. */
    final boolean alone;
    /** How work-groups share each step; null where each has a slice of the batch. */
    final TeamLoop team;
    final InputProduct inputProduct;
    /** Rows of records that a team needs to keep apart what it reads and what it writes. */
    private final long spareRows;
    private final Regularization regularization;
    Tensors tensors;
    Gradients gradients;

    /**
     * @param keep whether what the backward pass needs is kept.
     * @param seed tells the masks of this pass from those of others.
     * @param alone whether no other time loop runs beside it.
     */
    public TimePass(Engine engine, Arena arena, Cell cell, Size size, CellPanels panels, boolean keep,
                    Regularization regularization, long seed, boolean alone) {
        this(engine, arena, cell, size, panels, keep, regularization, seed, alone, false);
    }

    /** @param piece whether it is one of the pieces of a pass, which share their memory: {@link PiecewisePass}. */
    TimePass(Engine engine, Arena arena, Cell cell, Size size, CellPanels panels, boolean keep,
             Regularization regularization, long seed, boolean alone, boolean piece) {
        this.engine = engine;
        this.cell = cell;
        this.size = size;
        this.keep = keep;
        this.panels = panels;
        long block = size.rows() * Kernels.blocks(size.hidden) * Kernels.UNITS;
        long state = (long) size.batch * size.stride();
        MemoryKind kind = piece ? MemoryKind.WORKSPACE : MemoryKind.KEPT_ACTIVATIONS;
        this.regularization = regularization;
        dropout = new StateDropout(arena, regularization, keep, cell.states(), block, state, seed);
        this.alone = alone;
        team = engine.way() == Way.WIDE ? TeamLoop.of(engine, arena, this, piece) : null;
        inputProduct = engine.kernels().inputProduct(this);
        spareRows = team == null ? 0 : (long) team.spareSteps() * size.batch;
        records = keep || inputProduct != InputProduct.IN_EACH_STEP
                ? arena.reserve(kind, "gates of every step", recordRows() * size.stride() * cell.slots()) : null;
        running = team == null ? arena.reserve("running states",
                state * (cell.states() + (dropout.mask == null ? 1 : 3))) : null;
        kept = keep ? arena.reserve(kind, "states of every step", block * (cell.states() - 1)) : null;
        carried = keep ? running : null;
        vectorGradients = keep ? arena.reserve("gradients of the vectors", state * cell.vectors()) : null;
        boolean second = cell.inHalves() || size.projection > 0;
        operands = second && (keep || team == null)
                ? arena.reserve(kind, "operands", (keep ? size.rows() : size.batch) * size.hidden) : null;
        outputGradients = keep && size.projection > 0
                ? arena.reserve("gradients of projected outputs", size.rows() * size.projection) : null;
        scratch = keep ? arena.reserve("partial sums", scratchSize()) : null;
    }

    /** A piece of another size that takes its memory from the longest one. */
    TimePass(TimePass longest, Size size) {
        this.engine = longest.engine;
        this.cell = longest.cell;
        this.size = size;
        this.keep = longest.keep;
        this.panels = longest.panels;
        spareRows = longest.spareRows;
        records = longest.records;
        regularization = longest.regularization;
        dropout = longest.dropout;
        alone = longest.alone;
        team = longest.team;
        inputProduct = longest.inputProduct;
        running = longest.running;
        kept = longest.kept;
        carried = longest.carried;
        vectorGradients = longest.vectorGradients;
        operands = longest.operands;
        outputGradients = longest.outputGradients;
        scratch = longest.scratch;
    }

    private long scratchSize() {
        Kernels kernels = engine.kernels();
        long inputWeights = kernels.gradientScratch(size.rows(), size.hidden, cell.input().gates(), size.inputs);
        long recurrentWeights = kernels.gradientScratch(size.rows(), size.hidden, cell.recurrent().gates(),
                size.outputs());
        long operandWeights = kernels.gradientScratch(size.rows(), size.hidden, cell.operand().gates(), size.hidden);
        long projectionWeights = kernels.gradientScratch(size.rows(), size.projection, 1, size.hidden);
        return Math.max(Math.max(Math.max(inputWeights, recurrentWeights), Math.max(operandWeights,
                projectionWeights)), ColumnSums.scratch(this));
    }

    /** Says what the pass works on; comes before all recording. */
    public void around(Tensors tensors) {
        this.tensors = tensors;
    }

    /** Says what the backward pass works on. */
    public void around(Gradients gradients) {
        this.gradients = gradients;
    }

    /** Rows that the records have room for: the pass's own, and what a team keeps between sums and gates. */
    long recordRows() {
        return size.rows() + spareRows;
    }

    /**
     * The first row of the input projection, and of the gradients that come into its place. Where they stand apart from the
     * gates, each pass moves towards places that it has done with, forwards and then backwards.
     */
    long sumsFirst() {
        return size.reverse ? 0 : spareRows;
    }

    /** The first row of what the forward loop leaves for the backward one. */
    long gatesFirst() {
        return size.reverse ? spareRows : 0;
    }

    /** The float at which the records of {@link #sumsFirst} begin. */
    long sumsAt() {
        return sumsFirst() * recordWidth();
    }

    /** The float at which the records of {@link #gatesFirst} begin. */
    long gatesAt() {
        return gatesFirst() * recordWidth();
    }

    /** Floats from one block of records to the next. */
    long blockStride() {
        return recordRows() * recordWidth();
    }

    private long recordWidth() {
        return (long) cell.slots() * Kernels.UNITS;
    }

    boolean zoneout() {
        return regularization.zoneout();
    }

    /**
     * Whether a loop leaves room on the device for another beside it, that of the next layer, and had better not have it
     * to itself, all cores sharing its steps.
     */
    public static boolean leavesRoom(Engine engine, Cell cell, Size size, boolean keep, Regularization regularization) {
        return engine.kernels().leavesRoom(size)
                && !(engine.way() == Way.WIDE && Teams.pays(engine, cell, size, keep, regularization));
    }

    /**
     * Whether the loops of two directions are faster one behind the other, each on all cores, than side by side. Their
     * {@code alone} is then true, and their size that of one direction.
     */
    public static boolean takeTurns(Engine engine, Cell cell, Size size, boolean keep, Regularization regularization) {
        return engine.way() == Way.WIDE && Teams.takeTurns(engine, cell, size, keep, regularization);
    }

    /** Records the whole forward pass. */
    public void forward(Plan plan, int stream) {
        forward(plan, stream, 0, size.steps);
    }

    /**
     * Records the input projection and the forward loop of some steps of the pass; steps come in order.
     *
     * @param from the first of them.
     * @param to   the one behind the last.
     */
    public void forward(Plan plan, int stream, int from, int to) {
        long firstRow = size.firstRow(from, to);
        long rowCount = (long) (to - from) * size.batch;
        if (panels.input == null) {
            RecordRows.input(plan, stream, this, firstRow, rowCount);
        } else if (inputProduct == InputProduct.BEFORE_THE_LOOP) {
            engine.kernels().product(plan, stream, "input projection",
                    new Kernels.Product(tensors.x, tensors.xFirst, size.inputs, null, panels.input,
                            cell.normalised() ? null : panels.bias, records, sumsAt(), 0, Kernels.Records.input(cell),
                            recordRows(), firstRow, rowCount, size.inputs, size.hidden, false));
        }
        if (from == 0) {
            dropout.record(plan, stream);
        }
        engine.kernels().forward(plan, stream, this, from, to);
    }

    /** Says which masks the next run draws: others in every round. */
    public void begin(long round) {
        dropout.begin(round);
    }

    /** Records the whole backward loop and the gradients of this direction's parameters. */
    public void backward(Plan plan, int stream, CellPanels.Weights parameters) {
        backward(plan, stream, 0, size.steps);
        parameterGradients(plan, stream, parameters);
    }

    /** Records the backward loop of some steps, counted from the end of the pass; steps come in order. */
    public void backward(Plan plan, int stream, int from, int to) {
        engine.kernels().backward(plan, stream, this, from, to);
    }

    /** Records the gradients of this direction's parameters, once the whole backward loop is recorded. */
    public void parameterGradients(Plan plan, int stream, CellPanels.Weights parameters) {
        ParameterGradients.record(plan, stream, this, parameters, false);
    }

    /** Records the gradient of the input for some of the rows; {@code accumulate} adds to what stands there. */
    public void inputGradient(Plan plan, int stream, long firstRow, long rowCount, boolean accumulate) {
        if (rowCount > 0 && panels.input == null) {
            RecordRows.gradient(plan, stream, this, firstRow, rowCount, accumulate);
        } else if (rowCount > 0) {
            engine.kernels().product(plan, stream, "gradient of the input",
                    new Kernels.Product(records, sumsAt(), 0, Kernels.Records.input(cell), panels.inputRows, null,
                            gradients.dx, tensors.xFirst, size.inputs, null, recordRows(), firstRow, rowCount,
                            size.hidden, size.inputs, accumulate));
        }
    }

    /** The parameters that the cell's page and the loops around it are built with. */
    Defines defines() {
        Defines defines = cell.defines().with("UNITS", Kernels.UNITS).with("PROJECTED", size.projection > 0)
                .with("DROPPED", dropout.mask != null);
        if (regularization.zoneout()) {
            defines = defines.with("ZONEOUT", 1).with("ZONEOUT_H", (float) regularization.zoneoutH())
                    .with("ZONEOUT_C", (float) regularization.zoneoutC());
        }
        return defines;
    }

    Map<String, String> pages() {
        return Map.of("CELL_PAGE", cell.page());
    }
}

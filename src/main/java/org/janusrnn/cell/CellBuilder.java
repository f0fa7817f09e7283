package org.janusrnn.cell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.janusrnn.cell.Cell.Slots;
import org.janusrnn.kernel.KernelSource;

/**
 * Describes a cell of the user's own. A name, a page and the number of slots are enough for a cell whose every slot is a
 * gate that sees {@code W x + U h + b}, and that carries h only:
 *
 * <pre>{@code Cell ugrnn = Cell.builder("ugrnn").page(Path.of("ugrnn.cl")).slots(2).build();}</pre>
 *
 * <p>kernels-cl/README.md says what a page holds.
 */
public final class CellBuilder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final Pattern STEM = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]*");
    /** What the loops around a page define for themselves. */
    private static final Set<String> TAKEN = Set.of("SLOTS", "STATES", "VECTORS", "UNITS", "WIDE", "KEEP", "COLS",
            "PROJECTED", "REAL", "REAL_INT", "KIND", "RECURRENT", "OPERAND", "PROJECTION", "FIRST", "GATES", "DEPTH",
            "ROWS", "ROWS_PER_ITEM", "GROUP_ROWS", "ITEMS", "GLUE", "CELL_PAGE", "OWN_FROM", "OWN_TO", "TILE_ROWS",
            "STRIPPED", "STRIP", "BAND", "PIECE", "ALONE", "DROPPED", "DOUBLE", "NORMED", "MEMORY_NORMED", "NORM_EPS",
            "ROW_ITEMS", "SPAN", "GATE_SLOTS", "HINTS", "STREAMED", "SEVERAL", "HALVES", "PLACES", "LATE", "PATIENCE",
            "BYTES_A_LOOK", "LINE");
    private static final Pattern TAKEN_TOO = Pattern.compile("[XHO]_(FIRST|GATES|ORDER|GAIN)|GATE_[XH]_FIRST|MEMORY_(GAIN|BIAS)"
            + "|ZONEOUT.*|(CL|M|FLT|INT|LONG|CHAR|SHRT)_.*");
    /** A unit's states are held in registers. */
    private static final int MOST_STATES = 8;

    private final String name;
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private String title;
    private String text;
    private int slots;
    private int states = 1;
    private Slots input;
    private Slots recurrent;
    private Slots operand = Slots.of(0);
    private int vectors;
    private String vectorName = "";
    private boolean recurrentBias;
    private boolean projectable;

    CellBuilder(String name) {
        this.name = name;
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a cell cannot be called '" + name
                    + "': a name is a letter, then letters, digits, '_' and '-'");
        }
        if (Cells.named(name).isPresent()) {
            throw new IllegalArgumentException("a cell of your own cannot be called '" + name
                    + "': Janus has a cell of that name");
        }
    }

    /**
     * The page, a file in UTF-8.
     *
     * @throws UncheckedIOException where it cannot be read.
     */
    public CellBuilder page(Path file) {
        try {
            return page(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The page, a resource: {@code page(MyCell.class.getResource("ugrnn.cl"))}.
     *
     * @param resource null is refused: the resource is not there.
     * @throws UncheckedIOException where it cannot be read.
     */
    public CellBuilder page(URL resource) {
        if (resource == null) {
            throw new IllegalArgumentException("cell " + name + ": the resource of its page is not there");
        }
        try (InputStream in = resource.openStream()) {
            String path = resource.getPath();
            return page(path.substring(path.lastIndexOf('/') + 1),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page itself; compilers' messages call it by the cell's name and {@code .cl}. */
    public CellBuilder pageText(String source) {
        return page(name + ".cl", source);
    }

    private CellBuilder page(String called, String source) {
        title = called;
        text = source;
        return this;
    }

    /** How many slots the page uses, {@code a[0]} to {@code a[count - 1]}. */
    public CellBuilder slots(int count) {
        slots = count;
        return this;
    }

    /** How many states it carries, h among them; default 1, at most 8. */
    public CellBuilder states(int count) {
        states = count;
        return this;
    }

    /**
     * The slots that {@code W x + b} reaches; default all.
     *
     * @param first  the first of them.
     * @param blocks for that slot and each one behind it, the row block of {@code weight_ih} that makes it.
     */
    public CellBuilder input(int first, int... blocks) {
        input = run(first, blocks);
        return this;
    }

    /**
     * The slots that {@code U h} reaches; default all but the operand's. No blocks at all: the cell has no recurrent
     * weights, and a unit sees its own past only.
     *
     * @param first  the first of them.
     * @param blocks for that slot and each one behind it, the row block of {@code weight_hh} that makes it.
     */
    public CellBuilder recurrent(int first, int... blocks) {
        recurrent = run(first, blocks);
        return this;
    }

    /**
     * The slots that {@code U m} reaches, where m is what the page's {@code cell_operand} makes; default none. They stand
     * right behind those of {@link #recurrent}, and so do their blocks in {@code weight_hh}.
     *
     * @param first  the first of them.
     * @param blocks for that slot and each one behind it, the row block of {@code weight_hh} that makes it.
     */
    public CellBuilder operand(int first, int... blocks) {
        operand = run(first, blocks);
        return this;
    }

    private static Slots run(int first, int... blocks) {
        return new Slots(first, Arrays.stream(blocks).boxed().toList());
    }

    /**
     * Parameters of one value a unit, {@code v[0]} to {@code v[count - 1]}; default none.
     *
     * @param stem the name of the parameter that holds them one behind the other, as {@code weight_peephole}.
     */
    public CellBuilder vectors(int count, String stem) {
        vectors = count;
        vectorName = stem;
        return this;
    }

    /** A word that stands for a whole number in the page. */
    public CellBuilder constant(String word, int value) {
        return constantOf(word, value);
    }

    /** A word that stands for a number in the page. */
    public CellBuilder constant(String word, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("cell " + name + ": the constant " + word + " cannot be " + value);
        }
        return constantOf(word, value);
    }

    private CellBuilder constantOf(String word, Object value) {
        if (!CONSTANT.matcher(word).matches()) {
            throw new IllegalArgumentException("cell " + name + ": a constant cannot be called '" + word
                    + "': its name is a capital letter, then capital letters, digits and '_'");
        }
        if (TAKEN.contains(word) || TAKEN_TOO.matcher(word).matches()) {
            throw new IllegalArgumentException("cell " + name + ": a constant cannot be called " + word
                    + ", which means something else around the page");
        }
        constants.put(word, value);
        return this;
    }

    /** Whether there is a {@code bias_hh} beside {@code bias_ih}, as PyTorch's cells have; default not. */
    public CellBuilder recurrentBias(boolean has) {
        recurrentBias = has;
        return this;
    }

    /** Whether h may be projected to another size, because the page never reads {@code s[0]}; default not. */
    public CellBuilder projectable(boolean may) {
        projectable = may;
        return this;
    }

    /**
     * The cell. Its page is looked over for its functions and for slots, states and vectors that the description does not
     * have; it is compiled when a network first uses it.
     *
     * @throws IllegalArgumentException saying in one line what does not fit.
     */
    public Cell build() {
        require(text != null, "its page is missing: page(Path), page(URL) or pageText(String)");
        require(slots >= 1, "slots(n) is missing: how many a[...] its page uses");
        require(states >= 1 && states <= MOST_STATES, "states must be 1 to " + MOST_STATES + ", not " + states);
        require(vectors >= 0, "vectors must be 0 or more, not " + vectors);
        require(vectors == 0 || STEM.matcher(vectorName).matches(), "the parameter of its vectors cannot be called '"
                + vectorName + "': a letter, then letters, digits and '_'");
        require(!projectable || operand.gates() == 0, "a cell with operand slots cannot be projectable");
        Slots in = input != null ? input : all(slots);
        Slots back = recurrent != null ? recurrent : all(operand.gates() > 0 ? operand.first() : slots);
        Cell cell = new Cell(name, KernelSource.page(title, text), constants, slots, states, in, back, operand, vectors,
                vectorName, recurrentBias, projectable);
        new CellPage(title, text, cell).check();
        return cell;
    }

    private static Slots all(int count) {
        return new Slots(0, IntStream.range(0, count).boxed().toList());
    }

    private void require(boolean held, String otherwise) {
        if (!held) {
            throw new IllegalArgumentException("cell " + name + ": " + otherwise);
        }
    }
}

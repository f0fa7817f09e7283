package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.testing.EveryDevice;

/** What blocks of layers are joined by: columns of rows, and rows that go into records as they are. */
class BlockKernelsTest {
    private static final int[] WIDTHS = {1, 7, 16, 33};
    private static final int UNITS = 16;
    private static final int ROWS = 5;
    private static final int SPARE_ROWS = 2;
    /** What {@link Pointwise#blank} holds. */
    private static final float BLANK = 777;

    private static float[] numbers(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * 0.25f - 3;
        }
        return values;
    }

    @EveryDevice
    void columnsAreCopiedOrAddedAndTheOthersStay(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int width : WIDTHS) {
                float[] x = numbers(ROWS * (width + 2));
                float[] plus = numbers(ROWS * (width + 5));
                ClBuffer copy = d.blank(ROWS * (width + 4));
                ClBuffer sum = d.blank(ROWS * (width + 4));
                d.run("columns.cl", "columns", ROWS, width, d.floats(x), width + 2, 1, null, 0, 0, copy, width + 4, 3,
                        (long) ROWS, width);
                d.run("columns.cl", "columns", ROWS, width, d.floats(x), width + 2, 1, d.floats(plus), width + 5, 4,
                        sum, width + 4, 3, (long) ROWS, width);
                float[] copied = d.floats(copy);
                float[] added = d.floats(sum);
                for (int i = 0; i < copied.length; i++) {
                    int row = i / (width + 4);
                    int column = i % (width + 4) - 3;
                    boolean inside = column >= 0 && column < width;
                    float from = inside ? x[row * (width + 2) + 1 + column] : BLANK;
                    assertThat(copied[i]).isEqualTo(from);
                    assertThat(added[i]).isEqualTo(inside ? from + plus[row * (width + 5) + 4 + column] : BLANK);
                }
            }
        });
    }

    @EveryDevice
    void columnsAreAddedInPlace(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            float[] x = numbers(ROWS * 17);
            ClBuffer y = d.floats(x);
            d.run("columns.cl", "columns", ROWS, 17, y, 17, 0, y, 17, 0, y, 17, 0, (long) ROWS, 17);
            for (int i = 0; i < x.length; i++) {
                x[i] += x[i];
            }
            assertThat(d.floats(y)).isEqualTo(x);
        });
    }

    /** Two gates in slots 1 and 2 of four, whose row blocks are swapped; rows 1 to 3 of five, which lie behind two others. */
    @EveryDevice
    void rowsGoIntoRecordsWithTheirBiasesAndComeBack(ClDevice device) {
        int order = 0x01;
        Pointwise.inBothWidths(device, d -> {
            for (int hidden : WIDTHS) {
                int blocks = (hidden + UNITS - 1) / UNITS;
                float[] x = numbers(ROWS * 2 * hidden);
                float[] bias = numbers(blocks * 4 * UNITS);
                int room = ROWS + SPARE_ROWS;
                long first = SPARE_ROWS * 4L * UNITS;
                ClBuffer records = d.blank(blocks * room * 4 * UNITS);
                d.run("records.cl", "rows_to_records", 3, 2L * blocks * UNITS, d.floats(x), d.floats(bias), records,
                        (long) room, 1L, 3L, hidden, 4, 1, 2, order, first, 0L);
                float[] got = d.floats(records);
                for (int i = 0; i < got.length; i++) {
                    int slot = i / UNITS % 4;
                    int row = i / UNITS / 4 % room - SPARE_ROWS;
                    int block = i / UNITS / 4 / room;
                    int unit = block * UNITS + i % UNITS;
                    int gate = slot == 1 ? 1 : 0;
                    boolean reached = (slot == 1 || slot == 2) && row >= 1 && row <= 3;
                    float value = reached && unit < hidden ? x[row * 2 * hidden + gate * hidden + unit] : 0;
                    assertThat(got[i]).isEqualTo(reached ? value + bias[(block * 4 + slot) * UNITS + i % UNITS]
                            : BLANK);
                }
                ClBuffer back = d.blank(x.length);
                for (int times = 0; times < 2; times++) {
                    d.run("records.cl", "records_to_rows", 3, 2L * blocks * UNITS, records, back, (long) room, 1L, 3L,
                            hidden, 4, 1, 2, order, times, first, 0L);
                }
                float[] rows = d.floats(back);
                for (int i = 0; i < rows.length; i++) {
                    int row = i / (2 * hidden);
                    int gate = i / hidden % 2;
                    int unit = i % hidden;
                    int slot = gate == 1 ? 1 : 2;
                    float record = got[((unit / UNITS * room + SPARE_ROWS + row) * 4 + slot) * UNITS + unit % UNITS];
                    assertThat(rows[i]).isEqualTo(row >= 1 && row <= 3 ? 2 * record : BLANK);
                }
            }
        });
    }
}

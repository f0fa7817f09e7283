package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkSizeTest {
    @Test
    void keepsItsOwnCopy() {
        long[] global = {4, 6};
        WorkSize size = WorkSize.of(global, new long[] {2, 3});
        global[0] = 99;
        size.global()[1] = 99;
        assertThat(size).hasToString("global [4, 6], local [2, 3]");
        assertThat(size.dimensions()).isEqualTo(2);
        assertThat(size.nativeSizes().getLong(8)).isEqualTo(6);
        assertThat(size.nativeSizes().getLong(32)).isEqualTo(3);
    }

    @Test
    void localMayBeLeftToTheDriver() {
        WorkSize size = WorkSize.of(new long[] {5}, null);
        assertThat(size.hasLocal()).isFalse();
        assertThat(size.local()).isNull();
        assertThat(size).hasToString("global [5], local left to the driver");
    }

    @Test
    void coveringRoundsUp() {
        assertThat(WorkSize.covering(1, 8).global()).containsExactly(8);
        assertThat(WorkSize.covering(8, 8).global()).containsExactly(8);
        assertThat(WorkSize.covering(9, 8).global()).containsExactly(16);
        assertThat(WorkSize.covering(0, 8).global()).containsExactly(8);
    }

    @Test
    void wrongSizesAreRefused() {
        refused(new long[] {}, null, "1 to 3 dimensions");
        refused(new long[] {1, 1, 1, 1}, null, "1 to 3 dimensions");
        refused(new long[] {0}, null, "at least 1");
        refused(new long[] {4}, new long[] {2, 2}, "same number of dimensions");
        refused(new long[] {4}, new long[] {3}, "must divide");
        refused(new long[] {4}, new long[] {0}, "must divide");
    }

    private static void refused(long[] global, long[] local, String message) {
        assertThatThrownBy(() -> WorkSize.of(global, local)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

// For sums and maxima over many floats by one work-item: UNITS at a time on every device, whatever WIDE is.
//
// A GPU reads whole cache lines so, too; and a driver that ends a work-item after 65,535 loop iterations (rusticl 22.3)
// is not met before half a million floats.

#undef WIDE
#define WIDE 1
#include "real.cl"

#define LANES_TO(type, array, x) type array[UNITS]; GLUE(vstore, UNITS)(x, 0, array)

// 0, 1, 2, ...
inline REAL_INT lane_numbers(void)
{
    int lane[UNITS];
    for (int i = 0; i < UNITS; i++)
        lane[i] = i;
    return GLUE(vload, UNITS)(0, lane);
}

// Each of these goes by halves, so that the order of a sum is that of a tree.
inline float lane_sum(REAL x)
{
    LANES_TO(float, lane, x);
    for (int width = UNITS / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lane[i] += lane[i + width];
    return lane[0];
}

// For lanes without NaN.
inline float lane_max(REAL x)
{
    LANES_TO(float, lane, x);
    for (int width = UNITS / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lane[i] = lane[i] < lane[i + width] ? lane[i + width] : lane[i];
    return lane[0];
}

inline int lane_min_int(REAL_INT x)
{
    LANES_TO(int, lane, x);
    for (int width = UNITS / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lane[i] = min(lane[i], lane[i + width]);
    return lane[0];
}

package org.janusrnn.schedule;

/** Where a forward pass multiplies its input; the ordinals are what INPUT is in kernels-cl/recurrent/wide_forward.cl. */
enum InputProduct {
    /** In a launch of its own, for all steps. */
    BEFORE_THE_LOOP,
    /** In the time loop, in each step: it never stands in memory. */
    IN_EACH_STEP,
    /** In the time loop, for some steps at a time, into the records. */
    STEPS_AHEAD
}

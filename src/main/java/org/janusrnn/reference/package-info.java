/**
 * The mathematics of every cell, layer, loss and optimiser in plain double-precision Java: the oracle that tests
 * compare the OpenCL kernels with, never the product. One file stands beside one kernel page and is written to be read;
 * nothing here is fast.
 *
 * <p>Start with {@link org.janusrnn.reference.LstmReference} for a cell, {@code TimeWalk} for the walk through time,
 * {@link org.janusrnn.reference.ReferenceStack} to compute with PyTorch's weights:
 *
 * <pre>{@code
 * ReferenceStack stack = ReferenceStack.of(LstmReference.plain(), DoubleTensor.of(weights));
 * StackPass pass = stack.forward(DoubleTensor.of(x), lengths);   // y(), hn(), cn()
 * StackPass.Gradients gradients = pass.backward(dy, dhn, dcn);   // x(), h0(), c0(), parameter("weight_ih_l0")
 * }</pre>
 */
package org.janusrnn.reference;

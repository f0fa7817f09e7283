/** Shapes, host tensors and device memory. */
package org.janusrnn.tensor;

/** Finds the kernel files of {@code kernels-cl}, sets their parameters, builds them and keeps what was built. */
package org.janusrnn.kernel;

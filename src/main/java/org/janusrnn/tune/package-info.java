/** Finds the parameters of the kernels that suit a device. */
package org.janusrnn.tune;

/** Janus: recurrent neural networks on any OpenCL device, from Java. */
package org.janusrnn;

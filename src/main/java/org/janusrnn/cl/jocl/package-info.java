/** The OpenCL port over JOCL. */
package org.janusrnn.cl.jocl;

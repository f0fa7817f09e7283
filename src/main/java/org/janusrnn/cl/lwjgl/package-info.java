/** The OpenCL port over LWJGL. */
package org.janusrnn.cl.lwjgl;

/**
 * The OpenCL port. Everything above this package works with {@link org.janusrnn.cl.ClContext} and its children and
 * does not know which Java binding is in use; everything a binding must do is in {@link org.janusrnn.cl.Binding}.
 *
 * <p>Every native handle is AutoCloseable, counted by {@link org.janusrnn.cl.Handles}, and closes its children first.
 * Every status code is checked: a failure is a {@link org.janusrnn.cl.ClException} that names the call, the symbol
 * and what was being done.
 *
 * <p>Threads: creating and closing objects of one context is safe from any thread. A {@link org.janusrnn.cl.ClQueue},
 * and each {@link org.janusrnn.cl.ClKernel} launched on it, belong to one thread at a time, because
 * {@code clSetKernelArg} is the one call of OpenCL that is not thread-safe.
 */
package org.janusrnn.cl;

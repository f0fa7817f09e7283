/**
 * Computes expected results of layers with libtorch, in double precision, and writes them for the tests. No part of the
 * product: it is compiled under the Maven profile {@code golden} only.
 */
package org.janusrnn.golden;

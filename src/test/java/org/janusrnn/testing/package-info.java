/** What the tests of every package share: the devices to run on, and the check that nothing is left open. */
package org.janusrnn.testing;

/** The commands of {@code ./janus}: one class each, on top of everything else. */
package org.janusrnn.cli;

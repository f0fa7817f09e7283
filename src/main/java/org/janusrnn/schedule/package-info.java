/** The time passes: streams, launches, plans, and the two ways of running a recurrent loop. */
package org.janusrnn.schedule;

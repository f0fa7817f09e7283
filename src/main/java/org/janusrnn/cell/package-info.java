/** What a recurrent cell is to Java: its gates, states and parameters. The mathematics is its page under kernels-cl/cells. */
package org.janusrnn.cell;

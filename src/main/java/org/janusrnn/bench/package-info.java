/** How fast a device is at recurrent work, timed after it has been shown to compute it right. */
package org.janusrnn.bench;

/** Layers and networks: what a user builds, and the plans that run it for a batch shape. */
package org.janusrnn.layer;

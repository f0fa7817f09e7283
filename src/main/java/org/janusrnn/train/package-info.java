/** Losses, optimisers, clipping, the trainer and its checkpoints. */
package org.janusrnn.train;

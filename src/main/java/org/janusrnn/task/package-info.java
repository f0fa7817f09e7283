/** Ready-made tasks on real data, with which a network is trained and shown. */
package org.janusrnn.task;

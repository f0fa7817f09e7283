/** The portability tests as a program: golden files, what they expect, and how near a result comes to it. */
package org.janusrnn.verify;

/**
 * Reads and writes safetensors files: a JSON header that lists every tensor, then raw little-endian data.
 * A file is checked from end to end before anything of its size is allocated.
 */
package org.janusrnn.io;

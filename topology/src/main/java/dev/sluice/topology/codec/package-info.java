/** Records to the core's inputs, and its decisions to records. */
@NullMarked
package dev.sluice.topology.codec;

import org.jspecify.annotations.NullMarked;

/** Proofs of a worker against real sockets and a real broker. */
@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;

/** Proofs of the pure half of a worker. */
@NullMarked
package dev.sluice.delivery.core;

import org.jspecify.annotations.NullMarked;

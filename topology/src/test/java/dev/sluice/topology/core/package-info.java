/** Proofs of the scheduler's core, and the fixtures that they share. */
@NullMarked
package dev.sluice.topology.core;

import org.jspecify.annotations.NullMarked;

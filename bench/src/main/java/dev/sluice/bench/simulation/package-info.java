/**
 * Seeded histories of the two pure cores against each other, with faults, checked after each step.
 */
@NullMarked
package dev.sluice.bench.simulation;

import org.jspecify.annotations.NullMarked;

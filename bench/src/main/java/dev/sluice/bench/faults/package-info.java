/**
 * Fault runs: an installation of separate processes, a script that kills, freezes and replaces
 * them, and a checker of what the design promises (sections 4 and 5).
 */
@NullMarked
package dev.sluice.bench.faults;

import org.jspecify.annotations.NullMarked;

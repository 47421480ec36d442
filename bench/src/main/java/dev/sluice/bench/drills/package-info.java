/**
 * Drills: one thing that happens to every installation (a rolling restart, a fail-over, an
 * overload), done to separate processes under load, with figures and the bars that they must pass.
 */
@NullMarked
package dev.sluice.bench.drills;

import org.jspecify.annotations.NullMarked;

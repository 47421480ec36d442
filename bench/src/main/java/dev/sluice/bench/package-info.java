/** The load generator: measures a Sluice in a process of its own through its public API. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;

/** The query service: what API servers ask the owner of a partition. */
@NullMarked
package dev.sluice.topology.query;

import org.jspecify.annotations.NullMarked;

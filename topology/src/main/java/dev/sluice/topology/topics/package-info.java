/** The installation's topics: created, compared at every start, trimmed. */
@NullMarked
package dev.sluice.topology.topics;

import org.jspecify.annotations.NullMarked;

/** A client of schema registries that have Confluent's REST API. */
@NullMarked
package dev.sluice.schemas.registry;

import org.jspecify.annotations.NullMarked;

/** The schema registry, as settings describe it: our own client, or Confluent's. */
@NullMarked
package dev.sluice.standalone.registry;

import org.jspecify.annotations.NullMarked;

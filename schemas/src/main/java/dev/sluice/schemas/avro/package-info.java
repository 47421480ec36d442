/** What the generated records need to load. */
@NullMarked
package dev.sluice.schemas.avro;

import org.jspecify.annotations.NullMarked;

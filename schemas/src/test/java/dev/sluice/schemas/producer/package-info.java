/** Tests of the producer. */
@NullMarked
package dev.sluice.schemas.producer;

import org.jspecify.annotations.NullMarked;

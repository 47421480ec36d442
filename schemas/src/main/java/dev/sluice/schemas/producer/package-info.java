/** Creating tasks from a Java application that uses Kafka. Needs {@code kafka-clients}. */
@NullMarked
package dev.sluice.schemas.producer;

import org.jspecify.annotations.NullMarked;

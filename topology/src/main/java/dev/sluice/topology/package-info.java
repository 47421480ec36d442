/** The scheduler: a pure core, and the Kafka Streams shell and query service around it. */
@NullMarked
package dev.sluice.topology;

import org.jspecify.annotations.NullMarked;

/** The Kafka Streams topology that feeds the core and keeps its state. */
@NullMarked
package dev.sluice.topology.stream;

import org.jspecify.annotations.NullMarked;

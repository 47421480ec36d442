/** The installation as it is: Kafka for writes, the schedulers' query services for the rest. */
@NullMarked
package dev.sluice.adminapi.cluster;

import org.jspecify.annotations.NullMarked;

/**
 * The scheduler of one partition as a pure state machine: inputs with a time in, decisions out,
 * over ordered byte tables. It knows no Kafka, no Avro, no clock, no logger and no threads.
 */
@NullMarked
package dev.sluice.topology.core;

import org.jspecify.annotations.NullMarked;

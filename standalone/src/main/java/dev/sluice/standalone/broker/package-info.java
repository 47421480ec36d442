/** A Kafka broker and controller inside this JVM, for installations on one machine. */
@NullMarked
package dev.sluice.standalone.broker;

import org.jspecify.annotations.NullMarked;

/**
 * Armeria around the services: gRPC and REST on one port, health, metrics, Google's error bodies.
 */
@NullMarked
package dev.sluice.adminapi.http;

import org.jspecify.annotations.NullMarked;

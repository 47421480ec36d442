/** The API: Google's Cloud Tasks v2 over gRPC and REST, and dead letters, on one port. */
@NullMarked
package dev.sluice.adminapi;

import org.jspecify.annotations.NullMarked;

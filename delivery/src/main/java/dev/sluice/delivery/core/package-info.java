/**
 * What a worker may start, holds, and says about itself, and how a request and its answer are read:
 * pure, with the time as an argument.
 */
@NullMarked
package dev.sluice.delivery.core;

import org.jspecify.annotations.NullMarked;

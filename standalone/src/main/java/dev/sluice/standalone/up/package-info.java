/** Everything in one process: starting it in order, watching it, and stopping it without loss. */
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;

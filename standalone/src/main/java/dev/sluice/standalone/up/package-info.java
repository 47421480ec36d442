/**
 * Roles as processes, all in one or each in its own: starting them in order, watching them, and
 * stopping them without loss.
 */
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;

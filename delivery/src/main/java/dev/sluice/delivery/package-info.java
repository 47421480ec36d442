/** The workers: dispatches in, HTTP out, outcomes back (design section 5). */
@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;

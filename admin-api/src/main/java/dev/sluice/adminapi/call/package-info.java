/** How calls are run and refused: virtual threads, deadlines, Google's error texts and details. */
@NullMarked
package dev.sluice.adminapi.call;

import org.jspecify.annotations.NullMarked;

/** Tests of what commands print. */
@NullMarked
package dev.sluice.standalone.output;

import org.jspecify.annotations.NullMarked;

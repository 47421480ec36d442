/**
 * {@code sluice check}: looks at everything that an installation stands on, and says what to do.
 */
@NullMarked
package dev.sluice.standalone.check;

import org.jspecify.annotations.NullMarked;

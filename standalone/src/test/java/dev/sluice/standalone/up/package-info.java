/** Tests of what is checked before anything is started. */
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;

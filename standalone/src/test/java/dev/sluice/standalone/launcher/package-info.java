/** Tests of the launcher script. */
@NullMarked
package dev.sluice.standalone.launcher;

import org.jspecify.annotations.NullMarked;

/** Which module may see which, and what the pure cores must do without. */
@NullMarked
package dev.sluice.standalone.architecture;

import org.jspecify.annotations.NullMarked;

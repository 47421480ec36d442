/** Tests of the data folder. */
@NullMarked
package dev.sluice.standalone.data;

import org.jspecify.annotations.NullMarked;

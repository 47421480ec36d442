/** The folder in which one process keeps everything that outlives it. */
@NullMarked
package dev.sluice.standalone.data;

import org.jspecify.annotations.NullMarked;

/** The {@code sluice} command line: everything in one process, and the client commands. */
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;

/** What goes wrong because of what somebody asked for: told in one line, without a stack trace. */
@NullMarked
package dev.sluice.standalone.error;

import org.jspecify.annotations.NullMarked;

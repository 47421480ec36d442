/** The whole Sluice in a process of its own, used as its users do. */
@NullMarked
package dev.sluice.standalone.e2e;

import org.jspecify.annotations.NullMarked;

/** The testkit, tried as its users use it. */
@NullMarked
package dev.sluice.standalone.testkit;

import org.jspecify.annotations.NullMarked;

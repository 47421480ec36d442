/** The settings of a process: which there are, where they come from, and what they may be. */
@NullMarked
package dev.sluice.standalone.config;

import org.jspecify.annotations.NullMarked;

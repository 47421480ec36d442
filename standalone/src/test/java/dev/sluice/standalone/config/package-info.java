/** Tests of the settings. */
@NullMarked
package dev.sluice.standalone.config;

import org.jspecify.annotations.NullMarked;

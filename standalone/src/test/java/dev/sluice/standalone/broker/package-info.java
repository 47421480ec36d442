/** Tests of the embedded broker. */
@NullMarked
package dev.sluice.standalone.broker;

import org.jspecify.annotations.NullMarked;

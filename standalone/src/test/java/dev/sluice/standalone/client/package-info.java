/** Tests of the client commands against a recorded API. */
@NullMarked
package dev.sluice.standalone.client;

import org.jspecify.annotations.NullMarked;

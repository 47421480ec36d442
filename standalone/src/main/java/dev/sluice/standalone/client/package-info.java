/** Commands that talk to a running Sluice through its REST API, as any client would. */
@NullMarked
package dev.sluice.standalone.client;

import org.jspecify.annotations.NullMarked;

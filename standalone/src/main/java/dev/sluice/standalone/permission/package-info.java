/** What Kafka's authorizer must allow each role, and what it does allow. */
@NullMarked
package dev.sluice.standalone.permission;

import org.jspecify.annotations.NullMarked;

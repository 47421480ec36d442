/** Tokens that requests carry: OpenID Connect tokens of our own, OAuth tokens of others. */
@NullMarked
package dev.sluice.delivery.token;

import org.jspecify.annotations.NullMarked;

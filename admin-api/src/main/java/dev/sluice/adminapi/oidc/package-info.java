/** What handlers need to verify the OpenID Connect tokens that workers mint. */
@NullMarked
package dev.sluice.adminapi.oidc;

import org.jspecify.annotations.NullMarked;

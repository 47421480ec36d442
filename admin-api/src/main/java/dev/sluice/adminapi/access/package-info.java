/** Who calls, and what they may do: TLS, tokens, certificates, roles and policies. */
@NullMarked
package dev.sluice.adminapi.access;

import org.jspecify.annotations.NullMarked;

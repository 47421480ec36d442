/** Certificates and keys from files, for whoever speaks TLS. */
@NullMarked
package dev.sluice.schemas.tls;

import org.jspecify.annotations.NullMarked;

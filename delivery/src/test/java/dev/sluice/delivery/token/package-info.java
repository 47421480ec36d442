@NullMarked
package dev.sluice.delivery.token;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sluice.adminapi;

import org.jspecify.annotations.NullMarked;

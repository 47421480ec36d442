@NullMarked
package dev.sluice.bench.faults;

import org.jspecify.annotations.NullMarked;

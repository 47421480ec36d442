@NullMarked
package dev.sluice.bench.simulation;

import org.jspecify.annotations.NullMarked;

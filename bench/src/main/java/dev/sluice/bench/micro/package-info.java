/** What one step of the hot paths costs, in time and allocation (JMH). */
@NullMarked
package dev.sluice.bench.micro;

import org.jspecify.annotations.NullMarked;

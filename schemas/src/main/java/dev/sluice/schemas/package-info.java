/** The contract between Sluice and everything around it: names, records, their bytes, topics. */
@NullMarked
package dev.sluice.schemas;

import org.jspecify.annotations.NullMarked;

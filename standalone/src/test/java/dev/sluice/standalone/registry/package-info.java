/** Tests of the registry that settings describe. */
@NullMarked
package dev.sluice.standalone.registry;

import org.jspecify.annotations.NullMarked;

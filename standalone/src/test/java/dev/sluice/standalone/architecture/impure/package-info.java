/** What a core must not look like, so that the rules are seen to fail. */
@NullMarked
package dev.sluice.standalone.architecture.impure;

import org.jspecify.annotations.NullMarked;

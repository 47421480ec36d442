/** For tests of programs that use Sluice: a server in the test's process, and a target to call. */
@NullMarked
package dev.sluice.standalone.testkit;

import org.jspecify.annotations.NullMarked;

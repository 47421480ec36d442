/** What commands print: tables for people, JSON and YAML for programs. */
@NullMarked
package dev.sluice.standalone.output;

import org.jspecify.annotations.NullMarked;

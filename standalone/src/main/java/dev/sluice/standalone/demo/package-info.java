/** What {@code up --demo} shows: four tasks and what becomes of them, seen by a client. */
@NullMarked
package dev.sluice.standalone.demo;

import org.jspecify.annotations.NullMarked;

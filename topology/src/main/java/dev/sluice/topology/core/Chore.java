package dev.sluice.topology.core;

/** Something that time brings, done in small steps that share a tick's budget round robin. */
interface Chore {

  /** Called once at the start of a tick. */
  default void begin(long nowMicros) {}

  /** Does a bounded piece; returns whether more can be done now. */
  boolean step(Turn turn);
}

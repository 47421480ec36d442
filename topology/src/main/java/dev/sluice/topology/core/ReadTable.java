package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/** An ordered table of bytes, for reading. Keys are ordered as unsigned bytes. */
public interface ReadTable {

  /** Returns the value of a key, or null if there is none. */
  byte @Nullable [] get(byte[] key);

  /**
   * Opens a cursor over the keys from one (inclusive) to another (exclusive), ascending. The caller
   * closes it, and changes nothing in the table while it is open.
   */
  Cursor range(byte[] fromInclusive, byte[] toExclusive);

  /** A position in a table, before its first entry at the start. */
  interface Cursor extends AutoCloseable {

    /** Moves to the next entry; returns whether there is one. */
    boolean next();

    /** Returns the key at the position. */
    byte[] key();

    /** Returns the value at the position. */
    byte[] value();

    @Override
    void close();
  }
}

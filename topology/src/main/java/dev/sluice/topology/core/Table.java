package dev.sluice.topology.core;

/** An ordered table of bytes whose changes take effect with the transaction they belong to. */
public interface Table extends ReadTable {

  /** Sets the value of a key. */
  void put(byte[] key, byte[] value);

  /** Removes a key; nothing happens if it is absent. */
  void delete(byte[] key);
}

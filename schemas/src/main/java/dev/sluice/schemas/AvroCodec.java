package dev.sluice.schemas;

/**
 * Records to bytes and back in Avro's single-object encoding: the marker {@code C3 01}, the
 * schema's 64-bit fingerprint, the data. Safe for use by several threads.
 */
public final class AvroCodec {
  // Written below by the schemas helper.
  private AvroCodec() {}
}

package dev.sluice.topology.core;

import java.util.Arrays;

/**
 * What a queue changes in the requests of its tasks when they are dispatched; opaque here, and
 * empty for most.
 */
public record TargetSettings(byte[] bytes) {

  /** Requests go out as their tasks say. */
  public static final TargetSettings NONE = new TargetSettings(new byte[0]);

  /** Returns whether nothing is changed. */
  public boolean isNone() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TargetSettings(byte[] others) && Arrays.equals(bytes, others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Does not tell the bytes: there may be secrets among them. */
  @Override
  public String toString() {
    return "TargetSettings[" + bytes.length + " bytes]";
  }

  /** What an update makes of a queue's settings. */
  @FunctionalInterface
  public interface Change {

    /** Leaves them as they are. */
    Change NONE = Changed.To::new;

    /** Returns the new settings, or why there are none. */
    Changed applyTo(TargetSettings old);
  }

  /** What became of a change. */
  public sealed interface Changed {

    /** The settings are now so. */
    record To(TargetSettings target) implements Changed {}

    /** The result would break a rule. */
    record Refused(String reason) implements Changed {}
  }
}

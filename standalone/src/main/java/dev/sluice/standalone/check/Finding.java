package dev.sluice.standalone.check;

import java.util.Locale;

/**
 * What a check found.
 *
 * @param result how good it is
 * @param check what was looked at, in a word
 * @param subject which one
 * @param found what was found
 * @param remedy what to do about it; empty if it is fine
 */
record Finding(Result result, String check, String subject, String found, String remedy) {

  /** How good a finding is. */
  enum Result {
    /** As it should be. */
    OK,
    /** Could not be looked at, or does not matter yet. */
    SKIPPED,
    /** Works, but not for ever or not well. */
    WARNING,
    /** Does not work. */
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String check, String subject, String found) {
    return new Finding(Result.OK, check, subject, found, "");
  }

  static Finding skipped(String check, String subject, String found, String remedy) {
    return new Finding(Result.SKIPPED, check, subject, found, remedy);
  }

  static Finding warning(String check, String subject, String found, String remedy) {
    return new Finding(Result.WARNING, check, subject, found, remedy);
  }

  static Finding failed(String check, String subject, String found, String remedy) {
    return new Finding(Result.FAILED, check, subject, found, remedy);
  }
}

package dev.sluice.adminapi.service;

import dev.sluice.adminapi.call.Refusals;

/** How many entries a page has (spec section 1.3). */
final class PageSizes {

  static final int QUEUES = 9800;
  static final int TASKS = 1000;
  static final int DEAD_LETTERS = 1000;

  private PageSizes() {}

  /** The size asked for, or the most there is for none or more. */
  static int of(int asked, int max) {
    if (asked < 0) {
      throw Refusals.invalid("pageSize cannot be negative.");
    }
    return asked == 0 ? max : Math.min(asked, max);
  }
}

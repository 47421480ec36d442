package dev.sluice.adminapi.service;

import java.util.List;

/**
 * Some entries of a list.
 *
 * @param nextToken where the next page starts; empty: there is none
 */
record Page<T>(List<T> entries, String nextToken) {

  /** Copies the list. */
  Page {
    entries = List.copyOf(entries);
  }
}

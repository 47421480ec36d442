package dev.sluice.topology.core;

/**
 * Where an attempt was dispatched.
 *
 * @param lane partition of the dispatches topic
 * @param sequence number in that lane
 */
record Place(int lane, long sequence) {}

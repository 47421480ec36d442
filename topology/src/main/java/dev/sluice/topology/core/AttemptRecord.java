package dev.sluice.topology.core;

/**
 * What is known of one attempt (spec section 3.3). Times are in microseconds since the epoch.
 *
 * @param scheduleMicros when it was due
 * @param dispatchMicros when it was dispatched; if that was ahead of its time, when it starts
 * @param responseMicros when it ended; 0: in flight, or lost
 * @param httpStatus status of the response; 0: none
 * @param error what ended an attempt without a response, for people; otherwise empty
 * @param body first 4 KiB of the response body; kept for the last attempt only
 */
public record AttemptRecord(
    long scheduleMicros,
    long dispatchMicros,
    long responseMicros,
    int httpStatus,
    String error,
    byte[] body) {}

package dev.sluice.topology.core;

/** The state of a partition, by kind. */
record Partition(
    Queues queues, Tasks tasks, Agenda agenda, WakeUps wakeUps, Lanes lanes, Flights flights) {}

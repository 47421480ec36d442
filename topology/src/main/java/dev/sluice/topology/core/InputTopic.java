package dev.sluice.topology.core;

/** The topics a scheduler reads. The ordinal is stored: new constants go to the end. */
public enum InputTopic {
  TASKS,
  INBOX,
  REROUTED,
  COMMANDS,
  OUTCOMES,
  RETRIES
}

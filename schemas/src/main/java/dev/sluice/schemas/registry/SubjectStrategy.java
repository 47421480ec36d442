package dev.sluice.schemas.registry;

/** Under which subject a schema is registered; as Confluent's strategies of the same names. */
public enum SubjectStrategy {
  /** {@code <topic>-value}. */
  TOPIC_NAME {
    @Override
    public String subject(String topic, String recordName) {
      return topic + "-value";
    }
  },
  /** The record's full name. */
  RECORD_NAME {
    @Override
    public String subject(String topic, String recordName) {
      return recordName;
    }
  },
  /** {@code <topic>-<record's full name>}. */
  TOPIC_RECORD_NAME {
    @Override
    public String subject(String topic, String recordName) {
      return topic + "-" + recordName;
    }
  };

  /** Returns the subject of a topic's values of a record type. */
  public abstract String subject(String topic, String recordName);
}

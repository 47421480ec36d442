package dev.sluice.standalone.config;

import java.util.List;

/**
 * Settings that go to a client of Kafka or of the registry as they are, with the prefix taken off.
 *
 * @param prefix what marks them
 * @param meaning whom they go to
 * @param example one of them, without the prefix, for people
 */
public record PassThrough(String prefix, String meaning, String example) {

  /** To every Kafka client. */
  public static final PassThrough KAFKA =
      new PassThrough("kafka.", "all Kafka clients", "security.protocol=SASL_SSL");

  /** To the scheduler's Kafka Streams. */
  public static final PassThrough STREAMS =
      new PassThrough(
          "scheduler.streams.", "the scheduler's Kafka Streams", "num.standby.replicas=1");

  /** To the worker's consumer. */
  public static final PassThrough WORKER_CONSUMER =
      new PassThrough("worker.consumer.", "the worker's consumer", "session.timeout.ms=6000");

  /** To the worker's producer. */
  public static final PassThrough WORKER_PRODUCER =
      new PassThrough("worker.producer.", "the worker's producer", "linger.ms=1");

  /** To the API's producer. */
  public static final PassThrough API_PRODUCER =
      new PassThrough("api.producer.", "the API's producer", "compression.type=lz4");

  /** To Confluent's deserializer. */
  public static final PassThrough REGISTRY_DESERIALIZER =
      new PassThrough(
          "registry.deserializer.",
          "the deserializer of sluice.registry.deserializer",
          "bearer.auth.credentials.source=OAUTHBEARER");

  /** All of them. */
  public static final List<PassThrough> ALL =
      List.of(
          KAFKA, STREAMS, WORKER_CONSUMER, WORKER_PRODUCER, API_PRODUCER, REGISTRY_DESERIALIZER);
}

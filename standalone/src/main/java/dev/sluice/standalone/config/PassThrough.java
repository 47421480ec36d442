package dev.sluice.standalone.config;

import java.util.List;

/**
 * Settings that go to a Kafka client as they are, with the prefix taken off.
 *
 * @param prefix what marks them
 * @param meaning whom they go to
 */
public record PassThrough(String prefix, String meaning) {

  /** To every Kafka client. */
  public static final PassThrough KAFKA = new PassThrough("kafka.", "all Kafka clients");

  /** To the scheduler's Kafka Streams. */
  public static final PassThrough STREAMS =
      new PassThrough("scheduler.streams.", "the scheduler's Kafka Streams");

  /** To the worker's consumer. */
  public static final PassThrough WORKER_CONSUMER =
      new PassThrough("worker.consumer.", "the worker's consumer");

  /** To the worker's producer. */
  public static final PassThrough WORKER_PRODUCER =
      new PassThrough("worker.producer.", "the worker's producer");

  /** To the API's producer. */
  public static final PassThrough API_PRODUCER =
      new PassThrough("api.producer.", "the API's producer");

  /** All of them. */
  public static final List<PassThrough> ALL =
      List.of(KAFKA, STREAMS, WORKER_CONSUMER, WORKER_PRODUCER, API_PRODUCER);
}

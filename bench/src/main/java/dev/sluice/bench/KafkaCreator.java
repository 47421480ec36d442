package dev.sluice.bench;

import dev.sluice.schemas.producer.NewTask;
import dev.sluice.schemas.producer.TaskProducer;

/** Creates tasks as a Java application with Kafka does: a durable record each. */
final class KafkaCreator implements Creator {

  private static final int WINDOW = 20_000;

  private final TaskProducer producer;
  private final Window window = new Window(WINDOW);

  KafkaCreator(String bootstrapServers) {
    producer = TaskProducer.builder().bootstrapServers(bootstrapServers).build();
  }

  @Override
  public void create(Wanted wanted, Runnable acknowledged) throws InterruptedException {
    NewTask.Builder task = NewTask.to(wanted.queue(), wanted.url()).body(wanted.body());
    wanted.id().ifPresent(task::id);
    wanted.due().ifPresent(task::at);
    window.enter();
    var _ =
        producer
            .send(task.build())
            .whenComplete((_, failure) -> {
              if (failure == null) {
                acknowledged.run();
                window.leave();
              } else {
                window.leaveFailed(failure);
              }
            });
  }

  @Override
  public void drain() throws InterruptedException {
    window.drain();
  }

  @Override
  public void close() {
    producer.close();
  }
}

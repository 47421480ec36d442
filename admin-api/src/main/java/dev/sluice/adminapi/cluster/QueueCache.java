package dev.sluice.adminapi.cluster;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.Queue;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Queues as last seen here: on sluice.queues, or in the answer to a call of ours. What it has may
 * be out of date and what it lacks may exist; it decides nothing but that a create need not ask.
 */
final class QueueCache {

  private final ConcurrentMap<String, Queue> queues = new ConcurrentHashMap<>();

  Optional<Queue> get(QueueName name) {
    return Optional.ofNullable(queues.get(name.toString()));
  }

  boolean has(QueueName name) {
    return queues.containsKey(name.toString());
  }

  /** Takes a record of sluice.queues. */
  void read(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      remove(entry.key());
    } else {
      put(AvroCodec.decode(entry.value(), Queue.class));
    }
  }

  void put(Queue queue) {
    queues.put(queue.getName(), queue);
  }

  void remove(String name) {
    queues.remove(name);
  }

  int size() {
    return queues.size();
  }

  Set<String> locations(String project) {
    Set<String> found = new TreeSet<>();
    for (String name : queues.keySet()) {
      QueueName queue = QueueName.parse(name);
      if (queue.project().equals(project)) {
        found.add(queue.location());
      }
    }
    return found;
  }
}

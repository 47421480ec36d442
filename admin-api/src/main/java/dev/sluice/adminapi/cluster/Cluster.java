package dev.sluice.adminapi.cluster;

import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.adminapi.oidc.PublishedKeys;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.SigningKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/** The connections to the installation: producer, queue feed, verdict streams. */
public final class Cluster implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SchedulerClients clients;
  private final List<VerdictWatch> watches = new ArrayList<>();
  private final TopicFeed queueFeed;
  private final TopicFeed policyFeed;
  private final TopicFeed keyFeed;
  private final PublishedKeys signingKeys = new PublishedKeys();
  private final KafkaPolicies policies;
  private final RecordWriter writer;
  private final ClusterBackend backend;

  private Cluster(ClusterSettings settings, LongSupplier nanoTime, MeterRegistry meters) {
    clients = new SchedulerClients(settings.querySecret());
    Owners known = new Owners(settings.schedulers(), settings.partitions(), clients);
    OwnerCalls owners = new OwnerCalls(known, clients);
    FullQueues full = new FullQueues(nanoTime, meters.counter("sluice.api.creates.refused"));
    Gauge.builder("sluice.api.queues.full", full, FullQueues::count).register(meters);
    VerdictLookUps lookUps = new VerdictLookUps(owners, threads, nanoTime);
    List<PartitionVerdicts> verdicts = new ArrayList<>();
    for (int i = 0; i < settings.partitions(); i++) {
      int partition = i;
      PartitionVerdicts ledgers =
          new PartitionVerdicts(
              (topic, entry, ledger) -> lookUps.start(partition, topic, entry, ledger));
      verdicts.add(ledgers);
      watches.add(new VerdictWatch(partition, known, clients, ledgers, full));
    }
    QueueCache cache = new QueueCache();
    queueFeed =
        new TopicFeed(
            settings.topics().queues(),
            cache::read,
            KafkaProperties.feed(settings, "sluice-api-queues"));
    policies =
        new KafkaPolicies(
            settings.topics().policies(),
            () -> new KafkaProducer<>(KafkaProperties.policyProducer(settings)),
            () -> new KafkaConsumer<>(KafkaProperties.policyReader(settings)));
    policyFeed =
        new TopicFeed(
            settings.topics().policies(),
            policies::read,
            KafkaProperties.feed(settings, "sluice-api-policies"));
    keyFeed =
        new TopicFeed(
            settings.topics().keys(),
            this::readKey,
            KafkaProperties.feed(settings, "sluice-api-keys"));
    writer = new RecordWriter(new KafkaProducer<>(KafkaProperties.producer(settings)));
    backend = new ClusterBackend(settings, writer, List.copyOf(verdicts), owners, cache, full);
    Gauge.builder("sluice.api.queues.cached", cache, QueueCache::size).register(meters);
  }

  /**
   * Connects. Returns at once: Kafka and the schedulers may come up later.
   *
   * @param nanoTime the monotonic clock, in nanoseconds
   * @throws KafkaException if the settings of a Kafka client are invalid
   */
  public static Cluster connect(
      ClusterSettings settings, LongSupplier nanoTime, MeterRegistry meters) {
    KafkaProperties.checkFeed(settings);
    Cluster cluster = new Cluster(settings, nanoTime, meters);
    Gauge.builder("sluice.api.verdict.streams", cluster, Cluster::verdictStreams).register(meters);
    cluster.queueFeed.start();
    cluster.policyFeed.start();
    cluster.keyFeed.start();
    cluster.watches.forEach(cluster.threads::execute);
    return cluster;
  }

  /** The installation. */
  public Backend backend() {
    return backend;
  }

  /** The policies of queues. */
  public Policies policies() {
    return policies;
  }

  private void readKey(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      signingKeys.remove(entry.key());
    } else {
      signingKeys.put(AvroCodec.decode(entry.value(), SigningKey.class));
    }
  }

  /** The keys that tokens are signed with, as far as they have been read. */
  public PublishedKeys signingKeys() {
    return signingKeys;
  }

  /** Whether the queues and policies that were there at the start have been read. */
  public boolean isLoaded() {
    return queueFeed.isLoaded() && policyFeed.isLoaded();
  }

  /** Partitions whose verdicts are being received. */
  public int verdictStreams() {
    return (int) watches.stream().filter(VerdictWatch::isConnected).count();
  }

  @Override
  public void close() {
    writer.close();
    queueFeed.close();
    policyFeed.close();
    keyFeed.close();
    threads.shutdownNow();
    clients.close();
  }
}

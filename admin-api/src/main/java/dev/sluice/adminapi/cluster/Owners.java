package dev.sluice.adminapi.cluster;

import dev.sluice.v1.query.GetOwnersRequest;
import dev.sluice.v1.query.GetOwnersResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which scheduler owns which partition, as far as is known here; asked again when it fails. */
final class Owners {

  private static final Logger log = LoggerFactory.getLogger(Owners.class);
  private static final long ASK_SECONDS = 2;

  private final Set<String> seeds;
  private final int partitions;
  private final SchedulerClients clients;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Known known = new Known(Map.of(), 0);

  /** What is known, and the number of times that it was asked for. */
  private record Known(Map<Integer, String> addresses, long version) {}

  Owners(Iterable<String> seeds, int partitions, SchedulerClients clients) {
    this.seeds = new LinkedHashSet<>();
    seeds.forEach(this.seeds::add);
    this.partitions = partitions;
    this.clients = clients;
  }

  /** The query service of a partition's owner. */
  Optional<String> of(int partition) {
    return Optional.ofNullable(known.addresses.get(partition));
  }

  /** Asks the schedulers; a thread that finds another one asking takes that one's answer. */
  void refresh() throws InterruptedException {
    long seen = known.version;
    asking.lockInterruptibly();
    try {
      if (known.version == seen) {
        known = new Known(Map.copyOf(ask()), seen + 1);
      }
    } finally {
      asking.unlock();
    }
  }

  private Map<Integer, String> ask() {
    Set<String> candidates = new LinkedHashSet<>(known.addresses.values());
    candidates.addAll(seeds);
    Map<Integer, String> found = new LinkedHashMap<>();
    for (String candidate : candidates) {
      ask(candidate).ifPresent(answer -> answer.getAddressesMap().forEach(found::putIfAbsent));
      if (found.size() == partitions) {
        break;
      }
    }
    return found;
  }

  private Optional<GetOwnersResponse> ask(String address) {
    try {
      GetOwnersResponse answer =
          clients
              .blocking(address)
              .withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
              .getOwners(GetOwnersRequest.getDefaultInstance());
      if (answer.getPartitions() != partitions) {
        log.error(
            "event=partitions_differ scheduler={} theirs={} ours={}",
            address,
            answer.getPartitions(),
            partitions);
        return Optional.empty();
      }
      return Optional.of(answer);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED) {
        log.error("event=scheduler_refused_secret scheduler={}", address);
      } else {
        log.debug("event=owners_unknown scheduler={} cause={}", address, e.getStatus());
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      // One that cannot even be asked, such as an address that is none, must not hide the others.
      log.warn("event=owners_ask_failed scheduler={} cause=\"{}\"", address, e.toString());
      return Optional.empty();
    }
  }
}

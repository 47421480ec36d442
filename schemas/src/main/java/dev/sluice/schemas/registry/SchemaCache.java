package dev.sluice.schemas.registry;

import dev.sluice.schemas.TaskReader;
import dev.sluice.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas of a registry, asked for by a thread of their own, so that nobody who reads records waits
 * for the network. What was found never changes and is kept; that an id is not there is believed
 * for a minute. While the registry is away, it is tried again, ever more slowly, for as long as
 * somebody asks.
 */
public final class SchemaCache implements TaskSchemas {

  private static final Logger log = LoggerFactory.getLogger(SchemaCache.class);
  private static final Answer NOT_YET = new NotYet();
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int MOST_UNUSABLE = 1_000;
  private static final int MOST_WANTED = 1_000;
  private static final long UNUSABLE_NANOS = Duration.ofMinutes(1).toNanos();

  private final SchemaSource registry;
  private final LongSupplier nanoTime;
  private final Map<Integer, Answer> known = new ConcurrentHashMap<>();
  private final Map<Integer, Refused> unusable = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<Integer> wanted = new LinkedHashSet<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private boolean isFailing;

  /** An answer that may be another one later. */
  private record Refused(Answer answer, long untilNanos) {}

  private SchemaCache(SchemaSource registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.thread = new Thread(this::run, "sluice-schema-registry");
    this.thread.setDaemon(true);
  }

  /** Makes a cache and starts its thread. */
  public static SchemaCache start(SchemaSource registry, LongSupplier nanoTime) {
    SchemaCache cache = new SchemaCache(registry, nanoTime);
    cache.thread.start();
    return cache;
  }

  @Override
  public Answer find(int id) {
    Answer found = known.get(id);
    if (found != null) {
      return found;
    }
    Refused refused = unusable.get(id);
    if (refused != null && refused.untilNanos - nanoTime.getAsLong() > 0) {
      return refused.answer;
    }
    want(id);
    return NOT_YET;
  }

  /** Whoever is not heard now asks again. */
  private void want(int id) {
    synchronized (wanted) {
      // Whoever looked just before the answer came need not ask.
      if (!known.containsKey(id) && wanted.size() < MOST_WANTED && wanted.add(id)) {
        wanted.notifyAll();
      }
    }
  }

  private void run() {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    try {
      // An answer that was cut off may have taken the interrupt with it.
      while (!isClosed) {
        int id = next();
        boolean answered = ask(id);
        done(id, answered);
        if (answered) {
          pauseMillis = FIRST_PAUSE_MILLIS;
        } else {
          Thread.sleep(pauseMillis);
          pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
        }
      }
    } catch (InterruptedException e) {
      // Closed: there is nobody left to answer.
      Thread.currentThread().interrupt();
    }
  }

  private int next() throws InterruptedException {
    synchronized (wanted) {
      while (wanted.isEmpty()) {
        wanted.wait();
      }
      return wanted.iterator().next();
    }
  }

  private void done(int id, boolean answered) {
    synchronized (wanted) {
      wanted.remove(id);
      if (!answered) {
        // To the end of the row: one id that fails must not keep others from their answers.
        wanted.add(id);
      }
    }
  }

  /** Returns whether the registry answered. */
  private boolean ask(int id) throws InterruptedException {
    Answer answer;
    try {
      answer = answer(id);
    } catch (RegistryException e) {
      if (!isFailing && !isClosed) {
        isFailing = true;
        log.warn("event=registry_fails schema={} cause=\"{}\"", id, e.getMessage());
      }
      return false;
    } catch (RuntimeException e) {
      log.error("event=schema_undecodable schema={}", id, e);
      answer = new Unusable("schema " + id + ": cannot be used: " + e);
    }
    if (isFailing) {
      isFailing = false;
      log.info("event=registry_answers_again");
    }
    keep(id, answer);
    return true;
  }

  private Answer answer(int id) throws InterruptedException {
    try {
      Optional<Schema> schema = registry.schema(id);
      return schema.isPresent()
          ? new Known(TaskReader.of(schema.get()))
          : new Unusable("schema id: " + id + " (expected: one that the registry has)");
    } catch (UnreadableRecordException e) {
      return new Unusable("schema id: " + id + ": " + e.getMessage());
    }
  }

  private void keep(int id, Answer answer) {
    if (answer instanceof Unusable) {
      synchronized (unusable) {
        unusable.remove(id);
        unusable.put(id, new Refused(answer, nanoTime.getAsLong() + UNUSABLE_NANOS));
        if (unusable.size() > MOST_UNUSABLE) {
          unusable.remove(unusable.keySet().iterator().next());
        }
      }
    } else {
      known.put(id, answer);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }
}

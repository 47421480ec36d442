package dev.sluice.adminapi.backend;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueFields;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueState;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.Task;
import dev.sluice.v1.UpdateQueue;
import dev.sluice.v1.query.ListTasksResponse;
import dev.sluice.v1.query.QueueStats;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An installation in memory: decides at once what the log would, dispatches nothing. */
public final class MemoryBackend implements Backend {

  /** When queues are created and purged. */
  public static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");

  private final TreeMap<String, Queue> queues = new TreeMap<>();
  private final TreeMap<String, Task> tasks = new TreeMap<>();
  private final TreeMap<String, DeadLetter> letters = new TreeMap<>();
  private final TreeMap<Long, Verdict> verdicts = new TreeMap<>();
  private final List<Command> commands = new ArrayList<>();
  private @Nullable RuntimeException failure;

  /** From now on everything fails so; null: nothing does. */
  public synchronized void failWith(@Nullable RuntimeException failure) {
    this.failure = failure;
  }

  /** Adds a dead letter. */
  public synchronized void add(DeadLetter letter) {
    letters.put(letter.getId(), letter);
  }

  /** Adds the verdict on a record of the tasks topic. */
  public synchronized void add(Verdict verdict) {
    verdicts.put(verdict.getOffset(), verdict);
  }

  /** The task last created under a name. */
  public synchronized Task stored(String name) {
    return requireNonNull(tasks.get(name), name);
  }

  /** The last command. */
  public synchronized Command lastCommand() {
    return commands.getLast();
  }

  @Override
  public int partitions() {
    return 4;
  }

  @Override
  public synchronized void create(QueueName queue, Task task, Deadline deadline) {
    fail();
    find(queue.toString());
    if (tasks.putIfAbsent(task.getName(), task) != null) {
      throw Refusals.of(Code.ALREADY_EXISTS, "Requested entity already exists");
    }
  }

  @Override
  public synchronized Verdict decide(int partition, Command command, Deadline deadline) {
    fail();
    commands.add(command);
    String name = command.getName();
    return switch (command.getAction()) {
      case CreateQueue create -> {
        if (queues.containsKey(name)) {
          throw Refusals.of(Code.ALREADY_EXISTS, "Queue already exists");
        }
        yield put(new Queue(name, create.getConfig(), QueueState.RUNNING, NOW, null));
      }
      case UpdateQueue update -> put(updated(name, update));
      case PauseQueue _ -> put(Queue.newBuilder(find(name)).setState(QueueState.PAUSED).build());
      case ResumeQueue _ -> put(Queue.newBuilder(find(name)).setState(QueueState.RUNNING).build());
      case PurgeQueue _ -> {
        tasks.keySet().removeIf(task -> task.startsWith(name + "/tasks/"));
        yield put(Queue.newBuilder(find(name)).setPurgeTime(NOW).build());
      }
      case DeleteQueue _ -> removed(queues.remove(name));
      case DeleteTask _ -> removed(tasks.remove(name));
      case RunTask _ -> shown(name);
      case RedriveDeadLetter redrive -> {
        Task task = requireNonNull(letters.remove(redrive.getId())).getTask();
        tasks.put(task.getName(), task);
        yield shown(task.getName());
      }
      case DeleteDeadLetter delete -> removed(letters.remove(delete.getId()));
      default -> throw new AssertionError(command);
    };
  }

  @Override
  public synchronized Optional<Queue> lastSeen(QueueName queue) {
    return Optional.ofNullable(queues.get(queue.toString()));
  }

  @Override
  public synchronized Set<String> locations(String project) {
    Set<String> found = new java.util.TreeSet<>();
    queues.keySet().stream()
        .map(QueueName::parse)
        .filter(queue -> queue.project().equals(project))
        .forEach(queue -> found.add(queue.location()));
    return found;
  }

  @Override
  public synchronized OwnedQueue queue(QueueName queue, Deadline deadline) {
    fail();
    return owned(find(queue.toString()));
  }

  @Override
  public synchronized List<OwnedQueue> queues(
      String parent, String afterName, int limit, Deadline deadline) {
    fail();
    return queues.tailMap(afterName, false).values().stream()
        .filter(queue -> queue.getName().startsWith(parent + "/"))
        .limit(limit)
        .map(this::owned)
        .toList();
  }

  private OwnedQueue owned(Queue queue) {
    long living =
        tasks.keySet().stream().filter(name -> name.startsWith(queue.getName() + "/")).count();
    return new OwnedQueue(queue, QueueStats.newBuilder().setTasks(living).build());
  }

  @Override
  public synchronized TaskView task(TaskName task, Deadline deadline) {
    fail();
    return view(task.toString());
  }

  @Override
  public synchronized Optional<Verdict> verdict(
      TaskName task, long offset, Duration wait, Deadline deadline) {
    fail();
    return Optional.ofNullable(verdicts.get(offset));
  }

  @Override
  public synchronized ListTasksResponse tasks(
      QueueName queue, String afterId, int limit, Deadline deadline) {
    fail();
    find(queue.toString());
    String prefix = queue + "/tasks/";
    List<String> names =
        tasks.tailMap(prefix + afterId, false).keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .toList();
    ListTasksResponse.Builder page = ListTasksResponse.newBuilder();
    names.stream().limit(limit).map(this::view).forEach(page::addTasks);
    if (names.size() > limit) {
      page.setNextAfterId(names.get(limit - 1).substring(prefix.length()));
    }
    return page.build();
  }

  @Override
  public synchronized DeadLetter deadLetter(DeadLetterId id, Deadline deadline) {
    fail();
    DeadLetter letter = letters.get(id.toString());
    if (letter == null) {
      throw Refusals.notFound();
    }
    return letter;
  }

  @Override
  public synchronized LetterPage deadLetters(
      int partition, String queueName, String afterId, int limit, Deadline deadline) {
    fail();
    List<DeadLetter> found =
        letters.tailMap(afterId, false).values().stream()
            .filter(letter -> letter.getId().startsWith(partition + "-"))
            .filter(letter -> letter.getQueueName().equals(queueName))
            .toList();
    List<DeadLetter> page = found.stream().limit(limit).toList();
    return new LetterPage(page, found.size() > limit ? page.getLast().getId() : "");
  }

  private void fail() {
    if (failure != null) {
      throw failure;
    }
  }

  private Queue find(String name) {
    Queue queue = queues.get(name);
    if (queue == null) {
      throw Refusals.noQueue();
    }
    return queue;
  }

  private Queue updated(String name, UpdateQueue update) {
    Queue queue = queues.get(name);
    if (queue == null) {
      return new Queue(name, update.getConfig(), QueueState.RUNNING, NOW, null);
    }
    QueueConfig config =
        QueueFields.merged(queue.getConfig(), update.getConfig(), update.getFields());
    return Queue.newBuilder(queue).setConfig(config).build();
  }

  private Verdict put(Queue queue) {
    queues.put(queue.getName(), queue);
    return Verdict.newBuilder().setQueue(ByteString.copyFrom(AvroCodec.encode(queue))).build();
  }

  private Verdict shown(String taskName) {
    return Verdict.newBuilder().setTask(view(taskName)).build();
  }

  private static Verdict removed(@Nullable Object entity) {
    if (entity == null) {
      throw Refusals.notFound();
    }
    return Verdict.getDefaultInstance();
  }

  private TaskView view(String name) {
    Task task = tasks.get(name);
    if (task == null) {
      throw Refusals.notFound();
    }
    return TaskView.newBuilder()
        .setTask(ByteString.copyFrom(AvroCodec.encode(task)))
        .setScheduleTimeMicros(micros(task.getScheduleTime()))
        .setCreateTimeMicros(micros(task.getCreateTime()))
        .build();
  }

  private static long micros(@Nullable Instant time) {
    return time == null ? 0 : time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}

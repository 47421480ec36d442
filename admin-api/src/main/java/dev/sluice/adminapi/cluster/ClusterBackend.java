package dev.sluice.adminapi.cluster;

import com.google.protobuf.ByteString;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.DeadLetterId;
import dev.sluice.adminapi.backend.OwnedQueue;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.Queue;
import dev.sluice.v1.Task;
import dev.sluice.v1.query.GetDeadLetterRequest;
import dev.sluice.v1.query.GetQueueRequest;
import dev.sluice.v1.query.GetTaskRequest;
import dev.sluice.v1.query.InputTopic;
import dev.sluice.v1.query.ListDeadLettersRequest;
import dev.sluice.v1.query.ListDeadLettersResponse;
import dev.sluice.v1.query.ListTasksRequest;
import dev.sluice.v1.query.ListTasksResponse;
import dev.sluice.v1.query.LookUpVerdictRequest;
import dev.sluice.v1.query.LookUpVerdictResponse;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.Verdict;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The installation: records go to Kafka, everything else is asked of the partitions' owners. */
final class ClusterBackend implements Backend {

  private static final String NAMED_RETRY = "safe to retry under the same name.";
  private static final String UNNAMED_RETRY = "a retry may create the task a second time.";
  private static final Duration OWNER_PATIENCE = Duration.ofSeconds(1);
  private static final String COMMAND_RETRY = "look before you retry.";

  private final ClusterSettings settings;
  private final RecordWriter writer;
  private final List<PartitionVerdicts> verdicts;
  private final OwnerCalls owners;
  private final QueueCache cache;
  private final FullQueues full;
  private final QueueLists queueLists;

  ClusterBackend(
      ClusterSettings settings,
      RecordWriter writer,
      List<PartitionVerdicts> verdicts,
      OwnerCalls owners,
      QueueCache cache,
      FullQueues full) {
    this.settings = settings;
    this.writer = writer;
    this.verdicts = verdicts;
    this.owners = owners;
    this.cache = cache;
    this.full = full;
    this.queueLists = new QueueLists(owners, settings.partitions());
  }

  @Override
  public int partitions() {
    return settings.partitions();
  }

  @Override
  public void create(QueueName queue, Task task, Deadline deadline) throws InterruptedException {
    full.requireRoom(queue, () -> whyFull(queue, deadline.atMost(OWNER_PATIENCE)));
    if (task.getGeneratedName()) {
      requireQueue(queue, deadline);
    }
    int partition = Partitions.of(queue.toString(), partitions());
    VerdictLedger ledger = verdicts.get(partition).of(InputTopic.INPUT_TOPIC_TASKS);
    VerdictLedger.Entry entry =
        writer.write(
            ledger, settings.topics().tasks(), partition, task.getName(), AvroCodec.encode(task));
    try {
      Optional<Verdict> verdict =
          task.getGeneratedName() ? unnamed(entry, deadline) : Optional.of(named(entry, deadline));
      verdict.ifPresent(ClusterBackend::requireAccepted);
    } finally {
      ledger.forget(entry);
    }
  }

  /** Whether a scheduler is there decides nothing about who may create. */
  private Optional<String> whyFull(QueueName queue, Deadline deadline) throws InterruptedException {
    try {
      return Optional.of(queue(queue, deadline).stats().getFull()).filter(why -> !why.isEmpty());
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** It cannot be a duplicate, so once it is durable its verdict only matters if it is quick. */
  private Optional<Verdict> unnamed(VerdictLedger.Entry entry, Deadline deadline)
      throws InterruptedException {
    if (Waiting.until(deadline, entry.durable(), UNNAMED_RETRY).isEmpty()) {
      throw Refusals.unavailable(
          "Kafka did not acknowledge the task in time; outcome unknown, " + UNNAMED_RETRY);
    }
    return Waiting.until(deadline.atMost(settings.unnamedWait()), entry.verdict(), UNNAMED_RETRY);
  }

  private static Verdict named(VerdictLedger.Entry entry, Deadline deadline)
      throws InterruptedException {
    return Waiting.until(deadline, entry.verdict(), NAMED_RETRY)
        .orElseThrow(() ->
            Refusals.unavailable(
                "The scheduler did not decide in time; outcome unknown, " + NAMED_RETRY));
  }

  private void requireQueue(QueueName queue, Deadline deadline) throws InterruptedException {
    if (!cache.has(queue)) {
      cache.put(queue(queue, deadline).queue());
    }
  }

  @Override
  public Verdict decide(int partition, Command command, Deadline deadline)
      throws InterruptedException {
    VerdictLedger ledger = verdicts.get(partition).of(InputTopic.INPUT_TOPIC_COMMANDS);
    VerdictLedger.Entry entry =
        writer.write(
            ledger,
            settings.topics().commands(),
            partition,
            command.getName(),
            AvroCodec.encode(command));
    try {
      Verdict verdict =
          Waiting.until(deadline, entry.verdict(), COMMAND_RETRY)
              .orElseThrow(() ->
                  Refusals.unavailable(
                      "The scheduler did not decide in time; outcome unknown, " + COMMAND_RETRY));
      requireAccepted(verdict);
      remember(command, verdict.getQueue());
      return verdict;
    } finally {
      ledger.forget(entry);
    }
  }

  private void remember(Command command, ByteString queue) {
    if (command.getAction() instanceof DeleteQueue) {
      cache.remove(command.getName());
    } else if (!queue.isEmpty()) {
      cache.put(AvroCodec.decode(queue.toByteArray(), Queue.class));
    }
  }

  private static void requireAccepted(Verdict verdict) {
    if (verdict.getCode() != 0) {
      throw Refusals.of(verdict.getCode(), verdict.getReason());
    }
  }

  @Override
  public Optional<Queue> lastSeen(QueueName queue) {
    return cache.get(queue);
  }

  @Override
  public Set<String> locations(String project) {
    return cache.locations(project);
  }

  @Override
  public OwnedQueue queue(QueueName queue, Deadline deadline) throws InterruptedException {
    int partition = Partitions.of(queue.toString(), partitions());
    GetQueueRequest request =
        GetQueueRequest.newBuilder().setPartition(partition).setQueueName(queue.toString()).build();
    return QueueLists.owned(
        asking(queue, () -> owners.ask(partition, deadline, stub -> stub.getQueue(request))));
  }

  @Override
  public List<OwnedQueue> queues(String parent, String afterName, int limit, Deadline deadline)
      throws InterruptedException {
    return queueLists.list(parent, afterName, limit, deadline);
  }

  @Override
  public TaskView task(TaskName task, Deadline deadline) throws InterruptedException {
    int partition = Partitions.of(task.queue().toString(), partitions());
    GetTaskRequest request =
        GetTaskRequest.newBuilder().setPartition(partition).setTaskName(task.toString()).build();
    return owners.ask(partition, deadline, stub -> stub.getTask(request));
  }

  @Override
  public Optional<Verdict> verdict(TaskName task, long offset, Duration wait, Deadline deadline)
      throws InterruptedException {
    int partition = Partitions.of(task.queue().toString(), partitions());
    LookUpVerdictRequest request =
        LookUpVerdictRequest.newBuilder()
            .setPartition(partition)
            .setTopic(InputTopic.INPUT_TOPIC_TASKS)
            .setOffset(offset)
            .setTaskName(task.toString())
            .build();
    Deadline patience = deadline.atMost(wait);
    OwnerCalls.Pause pause = new OwnerCalls.Pause();
    while (true) {
      LookUpVerdictResponse answer =
          owners.ask(partition, deadline, stub -> stub.lookUpVerdict(request));
      if (answer.hasVerdict() || patience.hasPassed()) {
        return answer.hasVerdict() ? Optional.of(answer.getVerdict()) : Optional.empty();
      }
      pause.take(patience);
    }
  }

  @Override
  public ListTasksResponse tasks(QueueName queue, String afterId, int limit, Deadline deadline)
      throws InterruptedException {
    int partition = Partitions.of(queue.toString(), partitions());
    ListTasksRequest request =
        ListTasksRequest.newBuilder()
            .setPartition(partition)
            .setQueueName(queue.toString())
            .setAfterId(afterId)
            .setPageSize(limit)
            .build();
    return asking(queue, () -> owners.ask(partition, deadline, stub -> stub.listTasks(request)));
  }

  @Override
  public DeadLetter deadLetter(DeadLetterId id, Deadline deadline) throws InterruptedException {
    GetDeadLetterRequest request =
        GetDeadLetterRequest.newBuilder().setPartition(id.partition()).setId(id.toString()).build();
    return letter(
        owners.ask(id.partition(), deadline, stub -> stub.getDeadLetter(request)).getDeadLetter());
  }

  @Override
  public LetterPage deadLetters(
      int partition, String queueName, String afterId, int limit, Deadline deadline)
      throws InterruptedException {
    ListDeadLettersRequest request =
        ListDeadLettersRequest.newBuilder()
            .setPartition(partition)
            .setQueueName(queueName)
            .setAfterId(afterId)
            .setPageSize(limit)
            .build();
    ListDeadLettersResponse found =
        owners.ask(partition, deadline, stub -> stub.listDeadLetters(request));
    return new LetterPage(
        found.getDeadLettersList().stream().map(each -> letter(each.getDeadLetter())).toList(),
        found.getNextAfterId());
  }

  private static DeadLetter letter(ByteString bytes) {
    return AvroCodec.decode(bytes.toByteArray(), DeadLetter.class);
  }

  /** A question about a queue; in the words of Google's service when there is none. */
  private interface Question<T> {
    T ask() throws InterruptedException;
  }

  private <T> T asking(QueueName queue, Question<T> question) throws InterruptedException {
    try {
      return question.ask();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == io.grpc.Status.Code.NOT_FOUND) {
        cache.remove(queue.toString());
        throw Refusals.noQueue();
      }
      throw e;
    }
  }
}

package dev.sluice.topology.query;

import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.TaskName;
import dev.sluice.topology.MicroClock;
import dev.sluice.topology.codec.DeadLetterCodec;
import dev.sluice.topology.codec.DeadLetterId;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.QueueSnapshot;
import dev.sluice.topology.core.QueueStats;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.v1.query.DeadLetterView;
import dev.sluice.v1.query.GetDeadLetterRequest;
import dev.sluice.v1.query.GetOwnersRequest;
import dev.sluice.v1.query.GetOwnersResponse;
import dev.sluice.v1.query.GetQueueRequest;
import dev.sluice.v1.query.GetTaskRequest;
import dev.sluice.v1.query.ListDeadLettersRequest;
import dev.sluice.v1.query.ListDeadLettersResponse;
import dev.sluice.v1.query.ListQueuesRequest;
import dev.sluice.v1.query.ListQueuesResponse;
import dev.sluice.v1.query.ListTasksRequest;
import dev.sluice.v1.query.ListTasksResponse;
import dev.sluice.v1.query.LookUpVerdictRequest;
import dev.sluice.v1.query.LookUpVerdictResponse;
import dev.sluice.v1.query.QueueView;
import dev.sluice.v1.query.SchedulerQueriesGrpc;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.VerdictBatch;
import dev.sluice.v1.query.WatchVerdictsRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The query service of one scheduler. */
public final class QueryService extends SchedulerQueriesGrpc.SchedulerQueriesImplBase {

  /** Trailer of a NOT_FOUND that is set when the name was taken by a task not long ago. */
  public static final Metadata.Key<String> TASK_GONE =
      Metadata.Key.of("sluice-task-gone", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger log = LoggerFactory.getLogger(QueryService.class);

  private static final String NOT_FOUND = "Requested entity was not found.";
  private static final String GONE =
      "The task no longer exists, though a task with this name existed recently. The task either"
          + " successfully completed or was deleted.";
  private static final String QUEUE_NOT_FOUND =
      "Queue does not exist. If you just created the queue, wait at least a minute for the queue to"
          + " initialize.";

  private final int partitions;
  private final PartitionAccess access;
  private final VerdictFeed feed;
  private final DeadLetterCodec deadLetters;
  private final Room room;
  private final MicroClock clock;

  /**
   * How much may come in.
   *
   * @param queues of a queue that has no limits of its own
   * @param shortage whether disks lack space now
   */
  public record Room(Budget queues, Supplier<Optional<Budget.Shortage>> shortage) {}

  /**
   * Makes a service.
   *
   * @param partitions scheduler partitions of the installation
   */
  public QueryService(
      int partitions,
      PartitionAccess access,
      VerdictFeed feed,
      DeadLetterCodec deadLetters,
      Room room,
      MicroClock clock) {
    this.partitions = partitions;
    this.access = access;
    this.feed = feed;
    this.deadLetters = deadLetters;
    this.room = room;
    this.clock = clock;
  }

  @Override
  public void getOwners(GetOwnersRequest request, StreamObserver<GetOwnersResponse> response) {
    answer(
        response,
        () ->
            GetOwnersResponse.newBuilder()
                .setPartitions(partitions)
                .putAllAddresses(access.owners())
                .build());
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<QueueView> response) {
    answer(
        response,
        () -> {
          SchedulerReader reader = access.reader(request.getPartition());
          return reader
              .queue(request.getQueueName())
              .map(queue -> view(reader, queue))
              .orElseThrow(() -> notFound(QUEUE_NOT_FOUND));
        });
  }

  private QueueView view(SchedulerReader reader, QueueSnapshot queue) {
    QueueStats stats = reader.stats(queue.name(), clock.nowMicros());
    Budget limits = stats.limits().or(room.queues());
    return Views.queue(
        queue, stats, limits, limits.refusal(queue.name(), stats.pending(), room.shortage().get()));
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> response) {
    answer(
        response,
        () -> {
          SchedulerReader reader = access.reader(request.getPartition());
          ListQueuesResponse.Builder page = ListQueuesResponse.newBuilder();
          reader
              .queues(
                  request.getParent() + "/queues/",
                  request.getAfterName(),
                  Pages.size(request.getPageSize()))
              .forEach(queue -> page.addQueues(view(reader, queue)));
          return page.build();
        });
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<TaskView> response) {
    answer(
        response,
        () -> {
          TaskName name = TaskName.parse(request.getTaskName());
          var found =
              access.reader(request.getPartition()).task(name.queue().toString(), name.taskId());
          return switch (found) {
            case SchedulerReader.Living living -> Views.task(living.task());
            case SchedulerReader.Gone _ -> throw gone();
            case SchedulerReader.Unknown _ -> throw notFound(NOT_FOUND);
            case SchedulerReader.NoQueue _ -> throw notFound(QUEUE_NOT_FOUND);
          };
        });
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> response) {
    answer(
        response,
        () ->
            Pages.tasks(
                    access.reader(request.getPartition()),
                    request.getQueueName(),
                    request.getAfterId(),
                    Pages.size(request.getPageSize()))
                .orElseThrow(() -> notFound(QUEUE_NOT_FOUND)));
  }

  @Override
  public void getDeadLetter(GetDeadLetterRequest request, StreamObserver<DeadLetterView> response) {
    answer(
        response,
        () -> {
          int partition = request.getPartition();
          SchedulerReader reader = access.reader(partition);
          OptionalLong sequence = DeadLetterId.sequence(request.getId(), partition);
          if (sequence.isEmpty()) {
            throw notFound(NOT_FOUND);
          }
          return reader
              .deadLetter(sequence.getAsLong())
              .map(dead -> Views.deadLetter(deadLetters, partition, dead))
              .orElseThrow(() -> notFound(NOT_FOUND));
        });
  }

  @Override
  public void listDeadLetters(
      ListDeadLettersRequest request, StreamObserver<ListDeadLettersResponse> response) {
    answer(
        response,
        () -> {
          int partition = request.getPartition();
          SchedulerReader reader = access.reader(partition);
          long after =
              request.getAfterId().isEmpty()
                  ? 0
                  : DeadLetterId.sequence(request.getAfterId(), partition)
                      .orElseThrow(() -> invalid("after_id: " + request.getAfterId()));
          return Pages.deadLetters(
              reader,
              deadLetters,
              partition,
              request.getQueueName(),
              after,
              Pages.size(request.getPageSize()));
        });
  }

  @Override
  public void watchVerdicts(WatchVerdictsRequest request, StreamObserver<VerdictBatch> response) {
    VerdictStream stream = new VerdictStream((ServerCallStreamObserver<VerdictBatch>) response);
    ((ServerCallStreamObserver<VerdictBatch>) response)
        .setOnCancelHandler(() -> feed.unwatch(request.getPartition(), stream));
    try {
      feed.watch(request.getPartition(), stream);
    } catch (NotOwnedException e) {
      response.onError(unavailable(e));
    }
  }

  @Override
  public void lookUpVerdict(
      LookUpVerdictRequest request, StreamObserver<LookUpVerdictResponse> response) {
    answer(
        response,
        () -> {
          InputTopic topic = topic(request);
          OptionalLong committed = feed.committedOffset(request.getPartition(), topic);
          LookUpVerdictResponse.Builder answer = LookUpVerdictResponse.newBuilder();
          if (committed.isPresent() && request.getOffset() <= committed.getAsLong()) {
            verdict(request, topic).ifPresent(answer::setVerdict);
          }
          return answer.build();
        });
  }

  private static InputTopic topic(LookUpVerdictRequest request) {
    return switch (request.getTopic()) {
      case INPUT_TOPIC_TASKS -> InputTopic.TASKS;
      case INPUT_TOPIC_COMMANDS -> InputTopic.COMMANDS;
      case INPUT_TOPIC_UNSPECIFIED, UNRECOGNIZED ->
          throw invalid("topic: " + request.getTopic() + " (expected: tasks or commands)");
    };
  }

  private Optional<dev.sluice.v1.query.Verdict> verdict(
      LookUpVerdictRequest request, InputTopic topic) {
    SchedulerReader reader = access.reader(request.getPartition());
    Coordinates at = new Coordinates(topic, request.getPartition(), request.getOffset());
    if (topic == InputTopic.COMMANDS) {
      return reader
          .verdictOfCommand(request.getOffset())
          .flatMap(result -> Verdicts.message(at, result));
    }
    TaskName name = TaskName.parse(request.getTaskName());
    Decision.Verdict.Result result =
        reader.verdictOfCreate(at, name.queue().toString(), name.taskId());
    return Verdicts.message(at, result);
  }

  private static <T> void answer(StreamObserver<T> response, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (StatusRuntimeException e) {
      response.onError(e);
      return;
    } catch (NotOwnedException e) {
      response.onError(unavailable(e));
      return;
    } catch (InvalidStateStoreException e) {
      // Stores are looked up with each read, and this one is not here, or not any more.
      response.onError(
          unavailable(new NotOwnedException("partition: not owned by this scheduler now")));
      return;
    } catch (InvalidNameException e) {
      response.onError(invalid(String.valueOf(e.getMessage())));
      return;
    } catch (RuntimeException e) {
      log.error("event=query_failed", e);
      response.onError(Status.INTERNAL.withDescription("query failed: " + e).asRuntimeException());
      return;
    }
    response.onNext(answer);
    response.onCompleted();
  }

  private static StatusRuntimeException unavailable(RuntimeException cause) {
    return Status.UNAVAILABLE.withDescription(cause.getMessage()).asRuntimeException();
  }

  private static StatusRuntimeException invalid(String message) {
    return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
  }

  private static StatusRuntimeException notFound(String message) {
    return Status.NOT_FOUND.withDescription(message).asRuntimeException();
  }

  private static StatusRuntimeException gone() {
    Metadata trailers = new Metadata();
    trailers.put(TASK_GONE, "true");
    return Status.NOT_FOUND.withDescription(GONE).asRuntimeException(trailers);
  }
}

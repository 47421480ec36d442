package dev.sluice.adminapi.service;

import com.google.protobuf.Empty;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.DeadLetterId;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.LettersToApi;
import dev.sluice.adminapi.view.TasksToApi;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.admin.DeadLettersGrpc;
import dev.sluice.v1.admin.DeleteLetterRequest;
import dev.sluice.v1.admin.GetLetterRequest;
import dev.sluice.v1.admin.ListLettersRequest;
import dev.sluice.v1.admin.ListLettersResponse;
import dev.sluice.v1.admin.RedriveLetterRequest;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.query.Verdict;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Dead letters. A letter is kept by the partition that its id names: the queue's own, unless the
 * record came in on another one. Lists therefore ask every partition, one after the other.
 */
final class DeadLettersService extends DeadLettersGrpc.DeadLettersImplBase {

  /** The parent under which letters of records are that name no queue. */
  static final QueueName NO_QUEUE = new QueueName("-", "-", "-");

  private final Calls calls;
  private final Backend backend;
  private final InstantSource clock;

  DeadLettersService(Calls calls, Backend backend, InstantSource clock) {
    this.calls = calls;
    this.backend = backend;
    this.clock = clock;
  }

  @Override
  public void list(ListLettersRequest request, StreamObserver<ListLettersResponse> observer) {
    calls.answer(
        observer,
        deadline -> {
          QueueName parent = Names.queue(request.getParent());
          return new LetterList(backend, parent, storedName(parent))
              .page(request, clock.instant(), deadline);
        });
  }

  @Override
  public void get(
      GetLetterRequest request, StreamObserver<dev.sluice.v1.admin.DeadLetter> observer) {
    calls.answer(
        observer,
        deadline -> {
          Names.Letter name = Names.Letter.parse(request.getName());
          return LettersToApi.letter(
              find(name, deadline),
              name.queue().toString(),
              TasksToApi.view(request.getResponseView()));
        });
  }

  @Override
  public void redrive(RedriveLetterRequest request, StreamObserver<Task> observer) {
    calls.answer(observer, deadline -> redriven(request, deadline));
  }

  @Override
  public void delete(DeleteLetterRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        deadline -> {
          DeadLetter letter = find(Names.Letter.parse(request.getName()), deadline);
          decide(letter, new DeleteDeadLetter(letter.getId()), deadline);
          return Empty.getDefaultInstance();
        });
  }

  private Task redriven(RedriveLetterRequest request, Deadline deadline)
      throws InterruptedException {
    DeadLetter letter = find(Names.Letter.parse(request.getName()), deadline);
    Verdict verdict = decide(letter, new RedriveDeadLetter(letter.getId()), deadline);
    Task.View view = TasksToApi.view(request.getResponseView());
    return TasksToApi.task(
        verdict.hasTask()
            ? verdict.getTask()
            : backend.task(TaskName.parse(letter.getTaskName()), deadline),
        view);
  }

  private Verdict decide(DeadLetter letter, SpecificRecordBase action, Deadline deadline)
      throws InterruptedException {
    String about = letter.getTaskName().isEmpty() ? letter.getQueueName() : letter.getTaskName();
    return backend.decide(id(letter.getId()).partition(), new Command(about, action), deadline);
  }

  private DeadLetter find(Names.Letter name, Deadline deadline) throws InterruptedException {
    DeadLetterId id = id(name.id());
    if (id.partition() >= backend.partitions()) {
      throw Refusals.notFound();
    }
    DeadLetter letter = backend.deadLetter(id, deadline);
    if (!letter.getQueueName().equals(storedName(name.queue()))) {
      throw Refusals.notFound();
    }
    return letter;
  }

  private static DeadLetterId id(String text) {
    return DeadLetterId.parse(text).orElseThrow(Refusals::notFound);
  }

  private static String storedName(QueueName parent) {
    return parent.equals(NO_QUEUE) ? "" : parent.toString();
  }
}

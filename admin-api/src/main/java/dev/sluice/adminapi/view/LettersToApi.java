package dev.sluice.adminapi.view;

import com.google.protobuf.ByteString;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.admin.DeadLetter;
import dev.sluice.v1.admin.tasks.Task;

/** Dead letters as they are kept to what callers see. */
public final class LettersToApi {

  private LettersToApi() {}

  /**
   * Shows a dead letter.
   *
   * @param parent full name of the queue it was asked for under
   */
  public static DeadLetter letter(dev.sluice.v1.DeadLetter letter, String parent, Task.View view) {
    DeadLetter.Builder shown =
        DeadLetter.newBuilder()
            .setName(parent + "/deadLetters/" + letter.getId())
            .setTaskName(letter.getTaskName())
            .setCause(DeadLetter.Cause.valueOf(letter.getCause().name()))
            .setMessage(letter.getMessage())
            .setDeadTime(Times.timestamp(letter.getDeadTime()))
            .setDispatchCount(letter.getDispatchCount())
            .setResponseCount(letter.getResponseCount())
            .setSource(
                DeadLetter.Source.newBuilder()
                    .setTopic(letter.getSource().getTopic())
                    .setPartition(letter.getSource().getPartition())
                    .setOffset(letter.getSource().getOffset()))
            .setView(view);
    if (letter.getTask() != null) {
      shown.setTask(task(letter, view));
    }
    for (Attempt attempt : letter.getAttempts()) {
      shown.addAttempts(AttemptsToApi.attempt(attempt));
    }
    if (view == Task.View.FULL && letter.getRaw() != null) {
      shown.setRaw(ByteString.copyFrom(letter.getRaw().duplicate()));
    }
    return shown.build();
  }

  private static Task task(dev.sluice.v1.DeadLetter letter, Task.View view) {
    Task.Builder task = TasksToApi.task(letter.getTask(), view).toBuilder();
    if (task.getName().isEmpty()) {
      task.setName(letter.getTaskName());
    }
    return task.setDispatchCount(letter.getDispatchCount())
        .setResponseCount(letter.getResponseCount())
        .build();
  }
}

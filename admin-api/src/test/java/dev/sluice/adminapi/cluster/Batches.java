package dev.sluice.adminapi.cluster;

import com.google.rpc.Code;
import dev.sluice.v1.query.InputTopic;
import dev.sluice.v1.query.Verdict;
import dev.sluice.v1.query.VerdictBatch;

/** What schedulers say of records. */
final class Batches {

  private Batches() {}

  static VerdictBatch tasksUpTo(long offset) {
    return VerdictBatch.newBuilder().setTasksOffset(offset).build();
  }

  static VerdictBatch refusing(long offset) {
    return tasksUpTo(offset).toBuilder()
        .addVerdicts(
            Verdict.newBuilder()
                .setTopic(InputTopic.INPUT_TOPIC_TASKS)
                .setOffset(offset)
                .setCode(Code.ALREADY_EXISTS_VALUE)
                .setReason("Requested entity already exists"))
        .build();
  }

  static VerdictBatch commandVerdict(Verdict.Builder verdict) {
    return VerdictBatch.newBuilder()
        .setCommandsOffset(0)
        .addVerdicts(verdict.setTopic(InputTopic.INPUT_TOPIC_COMMANDS).setOffset(0))
        .build();
  }
}

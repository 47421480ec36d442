package dev.sluice.adminapi.cluster;

import dev.sluice.v1.query.InputTopic;
import dev.sluice.v1.query.Verdict;
import dev.sluice.v1.query.VerdictBatch;
import java.util.List;

/** The ledgers of one partition: one for tasks, one for commands. */
final class PartitionVerdicts {

  private static final long NOTHING = -1;

  private final VerdictLedger tasks;
  private final VerdictLedger commands;

  /** Asks the owner about a record and enters the answer; must not block. */
  @FunctionalInterface
  interface LookUps {
    void start(InputTopic topic, VerdictLedger.Entry entry, VerdictLedger ledger);
  }

  PartitionVerdicts(LookUps lookUps) {
    tasks = ledger(true, InputTopic.INPUT_TOPIC_TASKS, lookUps);
    commands = ledger(false, InputTopic.INPUT_TOPIC_COMMANDS, lookUps);
  }

  private static VerdictLedger ledger(boolean silenceAccepts, InputTopic topic, LookUps lookUps) {
    return new VerdictLedger(
        silenceAccepts, (ledger, entry) -> lookUps.start(topic, entry, ledger));
  }

  /** The ledger of a topic. */
  VerdictLedger of(InputTopic topic) {
    return topic == InputTopic.INPUT_TOPIC_TASKS ? tasks : commands;
  }

  /** A stream has begun with this message. */
  void connected(VerdictBatch first) {
    tasks.connected(first.hasTasksOffset() ? first.getTasksOffset() : NOTHING);
    commands.connected(first.hasCommandsOffset() ? first.getCommandsOffset() : NOTHING);
    advanced(first);
  }

  /** The stream goes on with this message. */
  void advanced(VerdictBatch batch) {
    tasks.advanced(
        batch.hasTasksOffset() ? batch.getTasksOffset() : NOTHING,
        about(InputTopic.INPUT_TOPIC_TASKS, batch),
        batch.getParkedList());
    commands.advanced(
        batch.hasCommandsOffset() ? batch.getCommandsOffset() : NOTHING,
        about(InputTopic.INPUT_TOPIC_COMMANDS, batch),
        List.of());
  }

  /** The stream has ended. */
  void disconnected() {
    tasks.disconnected();
    commands.disconnected();
  }

  private static List<Verdict> about(InputTopic topic, VerdictBatch batch) {
    return batch.getVerdictsList().stream().filter(verdict -> verdict.getTopic() == topic).toList();
  }
}

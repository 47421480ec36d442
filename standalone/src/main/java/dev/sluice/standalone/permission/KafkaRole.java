package dev.sluice.standalone.permission;

import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.topics.TopicSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** A role, by what it does in Kafka. */
public enum KafkaRole {
  /** Makes the topics, reads the inputs, writes everything else, in transactions. */
  SCHEDULER {
    @Override
    public List<Need> needs(TopicNames topics) {
      String application = topics.prefix() + "scheduler";
      List<String> inputs =
          List.of(
              topics.tasks(),
              topics.inbox(),
              topics.rerouted(),
              topics.commands(),
              topics.outcomes(),
              topics.retries());
      List<String> outputs =
          List.of(
              topics.dispatches(),
              topics.retries(),
              topics.rerouted(),
              topics.queues(),
              topics.deadLetters(),
              topics.events());
      List<String> changelogs =
          List.of(application + "-definitions-changelog", application + "-index-changelog");
      List<String> made = new ArrayList<>(inputs);
      made.addAll(changelogs);
      Stream.concat(outputs.stream(), Stream.of(topics.policies(), topics.keys()))
          .filter(topic -> !made.contains(topic))
          .forEach(made::add);
      List<Need> needs = new ArrayList<>();
      all(needs, inputs, AclOperation.READ);
      all(needs, outputs, AclOperation.WRITE);
      needs.add(Need.topic(topics.tasks(), AclOperation.DELETE));
      all(needs, changelogs, AclOperation.READ, AclOperation.WRITE);
      all(needs, made, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.CREATE);
      all(needs, List.of(TopicSpecs.marker(topics)), AclOperation.DESCRIBE, AclOperation.CREATE);
      needs.add(Need.group(application));
      needs.add(Need.transactionalId(application, true));
      return needs;
    }
  },

  /** Reads dispatches as a member of a group, writes outcomes, keeps the signing keys. */
  WORKER {
    @Override
    public List<Need> needs(TopicNames topics) {
      return List.of(
          Need.topic(topics.dispatches(), AclOperation.READ),
          Need.topic(topics.outcomes(), AclOperation.WRITE),
          Need.topic(topics.keys(), AclOperation.READ),
          Need.topic(topics.keys(), AclOperation.WRITE),
          Need.topic(topics.tasks(), AclOperation.DESCRIBE),
          Need.group(topics.prefix() + "workers"));
    }
  },

  /** Writes tasks, commands and policies; reads queues, policies and public keys. */
  API {
    @Override
    public List<Need> needs(TopicNames topics) {
      return List.of(
          Need.topic(topics.tasks(), AclOperation.WRITE),
          Need.topic(topics.commands(), AclOperation.WRITE),
          Need.topic(topics.queues(), AclOperation.READ),
          Need.topic(topics.keys(), AclOperation.READ),
          Need.topic(topics.policies(), AclOperation.READ),
          Need.topic(topics.policies(), AclOperation.WRITE),
          Need.transactionalId(topics.policies() + "-writer", false));
    }
  };

  /**
   * Everything it needs of Kafka. To read or write a topic includes to describe it; to create one
   * is needed only as long as it is not there.
   */
  public abstract List<Need> needs(TopicNames topics);

  private static void all(List<Need> needs, List<String> topics, AclOperation... operations) {
    for (String topic : topics) {
      for (AclOperation operation : operations) {
        needs.add(Need.topic(topic, operation));
      }
    }
  }
}

package dev.sluice.standalone.permission;

import static java.util.Objects.requireNonNull;

import dev.sluice.schemas.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka what it allows its caller, by questions that everybody may ask and that change
 * nothing: who may list ACLs is an administrator, which a role is not.
 */
public final class Permissions {

  /** No topic has this name, behind the installation's prefix. */
  private static final String NO_TOPIC = "no-such-topic";

  private final Admin admin;
  private final TopicNames topics;

  /** Asks through a client that has the role's own credentials. */
  public Permissions(Admin admin, TopicNames topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * What a role needs and may not do, in the order of its needs.
   *
   * @throws ExecutionException if Kafka cannot be asked
   */
  public List<Need> missing(KafkaRole role) throws ExecutionException, InterruptedException {
    List<Need> needs = role.needs(topics);
    Map<String, Allowed> topicsAllowed = topics(needs);
    List<Need> missing = new ArrayList<>();
    for (Need need : needs) {
      boolean allowed =
          switch (need.type()) {
            case TOPIC -> requireNonNull(topicsAllowed.get(need.name())).allows(need.operation());
            case GROUP -> mayJoin(need.name());
            case TRANSACTIONAL_ID -> mayUseTransactions(need);
            default -> throw new IllegalStateException("need: " + need);
          };
      if (!allowed) {
        missing.add(need);
      }
    }
    return missing;
  }

  /**
   * What may be done with a topic.
   *
   * @param isThere whether the topic exists
   * @param operations that are allowed; null: all
   */
  private record Allowed(boolean isThere, @Nullable Set<AclOperation> operations) {

    boolean allows(AclOperation operation) {
      if (operation == AclOperation.CREATE && isThere) {
        return true;
      }
      return operations == null || operations.contains(operation);
    }
  }

  private Map<String, Allowed> topics(List<Need> needs)
      throws ExecutionException, InterruptedException {
    Set<String> names =
        needs.stream()
            .filter(need -> need.type() == ResourceType.TOPIC)
            .map(Need::name)
            .collect(Collectors.toSet());
    Map<String, Allowed> allowed = new LinkedHashMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      allowed.put(topic.getKey(), topic(topic.getKey(), topic.getValue()));
    }
    return allowed;
  }

  private Allowed topic(String name, KafkaFuture<TopicDescription> description)
      throws ExecutionException, InterruptedException {
    try {
      return new Allowed(true, description.get().authorizedOperations());
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case TopicAuthorizationException _ -> new Allowed(false, Set.of());
        // Of a topic that is not there Kafka tells nothing but whether it may be made.
        case UnknownTopicOrPartitionException _ ->
            new Allowed(
                false,
                mayCreate(name)
                    ? null
                    : Set.of(
                        AclOperation.DESCRIBE,
                        AclOperation.DESCRIBE_CONFIGS,
                        AclOperation.READ,
                        AclOperation.WRITE,
                        AclOperation.DELETE));
        case null, default -> throw e;
      };
    }
  }

  private boolean mayCreate(String topic) throws InterruptedException {
    try {
      admin
          .createTopics(
              List.of(new NewTopic(topic, 1, (short) 1)),
              new CreateTopicsOptions().validateOnly(true))
          .all()
          .get();
      return true;
    } catch (ExecutionException e) {
      // Whatever else is wrong with it is found when it is made.
      return !(e.getCause() instanceof TopicAuthorizationException
          || e.getCause() instanceof ClusterAuthorizationException);
    }
  }

  /** Commits for a topic that is not there: refused either way, and the reason says what for. */
  private boolean mayJoin(String group) throws ExecutionException, InterruptedException {
    TopicPartition nowhere = new TopicPartition(topics.prefix() + NO_TOPIC, 0);
    return isAllowed(
        admin
            .alterConsumerGroupOffsets(group, Map.of(nowhere, new OffsetAndMetadata(0)))
            .partitionResult(nowhere),
        GroupAuthorizationException.class);
  }

  /** Asks for a transaction of that id, which who may write may also describe. */
  private boolean mayUseTransactions(Need need) throws ExecutionException, InterruptedException {
    String id = need.prefixed() ? need.name() + "-check" : need.name();
    return isAllowed(
        admin.describeTransactions(List.of(id)).description(id),
        TransactionalIdAuthorizationException.class);
  }

  private static boolean isAllowed(
      KafkaFuture<?> answer, Class<? extends AuthorizationException> refusal)
      throws ExecutionException, InterruptedException {
    try {
      answer.get();
      return true;
    } catch (ExecutionException e) {
      if (refusal.isInstance(e.getCause())) {
        return false;
      }
      if (e.getCause() instanceof org.apache.kafka.common.errors.ApiException refused
          && !(refused instanceof org.apache.kafka.common.errors.AuthenticationException)
          && !(refused instanceof org.apache.kafka.common.errors.TimeoutException)) {
        // That there is no such topic or transaction is told to whom may ask.
        return true;
      }
      throw e;
    }
  }
}

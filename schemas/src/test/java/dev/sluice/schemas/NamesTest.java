package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec section 1.3, with the texts of section 1.5. */
final class NamesTest {

  private static final String QUEUE_SHAPE =
      "Queue name must be formatted:"
          + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".";
  private static final String TASK_SHAPE =
      "Task name must be formatted:"
          + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projects/p/locations/l/queues/q",
        "projects/example.com:My-Project.1/locations/us-central1/queues/A-9",
        "projects/p/locations/l/queues/"
            + "0123456789012345678901234567890123456789012345678901234567890123456789"
            + "012345678901234567890123456789"
      })
  void queueName_wellFormed_isItself(String name) {
    assertThat(QueueName.parse(name)).hasToString(name);
    assertThat(QueueName.parse(name).parent() + "/queues/" + QueueName.parse(name).queueId())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "q",
        "/projects/p/locations/l/queues/q",
        "projects/p/locations/l/queues/q/",
        "projects/p/locations/l/queues/",
        "projects//locations/l/queues/q",
        "projects/p/locations//queues/q",
        "projects/p/locations/l/queues/a_b",
        "projects/p/locations/l/queues/a.b",
        "projects/p/locations/l/queues/a b",
        "projects/p/locations/l/queues/q\n",
        "projects/p/locations/l/queues/ü",
        "projects/p_/locations/l/queues/q",
        "projects/p/locations/l_/queues/q",
        "Projects/p/locations/l/queues/q",
        "projects/p/locations/l/queues/q/tasks/t",
        "projects/p/locations/l/queues/"
            + "0123456789012345678901234567890123456789012345678901234567890123456789"
            + "0123456789012345678901234567890"
      })
  void queueName_malformed_refusedInGooglesWords(String name) {
    assertThatThrownBy(() -> QueueName.parse(name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(QUEUE_SHAPE);
  }

  @Test
  void queueName_partsOf100And101_endsBetween() {
    String longest = "x".repeat(100);
    String name = "projects/" + longest + "/locations/" + longest + "/queues/" + longest;
    assertThat(QueueName.parse(name)).hasToString(name);
    assertThat(new TaskName(QueueName.parse(name), "x".repeat(500)).toString())
        .hasSizeLessThan(1024);

    assertThatThrownBy(() -> new QueueName(longest + "x", "l", "q"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(QUEUE_SHAPE);
    assertThatThrownBy(() -> new QueueName("p", longest + "x", "q"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(QUEUE_SHAPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "_-aZ09", "tasks", "02877063875701500741"})
  void taskName_wellFormed_isItself(String id) {
    TaskName name = TaskName.parse(SampleRecords.QUEUE + "/tasks/" + id);

    assertThat(name).hasToString(SampleRecords.QUEUE + "/tasks/" + id);
    assertThat(name.taskId()).isEqualTo(id);
    assertThat(name.queue()).hasToString(SampleRecords.QUEUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "projects/p/locations/l/queues/q",
        "projects/p/locations/l/queues/a_b/tasks/t"
      })
  void taskName_wrongShape_refusedInGooglesWords(String name) {
    assertThatThrownBy(() -> TaskName.parse(name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(TASK_SHAPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "a:b", "ü", "a/b"})
  void taskName_badId_isNamed(String id) {
    assertThatThrownBy(() -> TaskName.parse(SampleRecords.QUEUE + "/tasks/" + id))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(
            "Task ID \""
                + id
                + "\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or"
                + " underscores (_). Task ID must between 1 and 500 characters.");
  }

  @Test
  void taskName_idOf500And501_endsBetween() {
    assertThat(TaskName.parse(SampleRecords.QUEUE + "/tasks/" + "x".repeat(500)).taskId())
        .hasSize(500);
    assertThatThrownBy(() -> TaskName.parse(SampleRecords.QUEUE + "/tasks/" + "x".repeat(501)))
        .hasMessageStartingWith("Task ID \"" + "x".repeat(500) + "...\"");
  }

  @Test
  void topics_prefix_isInFront() {
    assertThat(TopicNames.DEFAULT.deadLetters()).isEqualTo("sluice.dead-letters");
    assertThat(new TopicNames("a-").tasks()).isEqualTo("a-tasks");
  }
}

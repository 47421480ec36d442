package dev.sluice.adminapi.service;

import com.google.protobuf.Message;
import dev.sluice.adminapi.view.BetaTasks;
import dev.sluice.v1.admin.tasks.BatchCreateTasksMetadata;
import dev.sluice.v1.admin.tasks.BatchCreateTasksResponse;
import dev.sluice.v1.admin.tasks.BatchDeleteTasksMetadata;
import java.util.function.UnaryOperator;

/**
 * In which version's messages an operation tells what became of a batch.
 *
 * @param version names it; part of what a request id stands for
 * @param shown turns a message of v2 into that version's
 */
record BatchMessages(String version, UnaryOperator<Message> shown) {

  static final BatchMessages V2 = new BatchMessages("v2", message -> message);
  static final BatchMessages BETA = new BatchMessages("v2beta3", BatchMessages::beta);

  private static Message beta(Message message) {
    return switch (message) {
      case BatchCreateTasksMetadata metadata ->
          BetaTasks.to(metadata, dev.sluice.v1.admin.beta.BatchCreateTasksMetadata.newBuilder())
              .build();
      case BatchCreateTasksResponse response ->
          BetaTasks.to(response, dev.sluice.v1.admin.beta.BatchCreateTasksResponse.newBuilder())
              .build();
      case BatchDeleteTasksMetadata metadata ->
          BetaTasks.to(metadata, dev.sluice.v1.admin.beta.BatchDeleteTasksMetadata.newBuilder())
              .build();
      default -> message;
    };
  }
}

package dev.sluice.adminapi.call;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.Help;
import com.google.rpc.Status;
import dev.sluice.schemas.InvalidNameException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Errors as Google's service answers them: code, text and details (spec section 1.5). */
public final class Refusals {

  /** What a missing task, dead letter or queue to delete is answered with. */
  public static final String NOT_FOUND_TEXT = "Requested entity was not found.";

  /** What every other call on a missing queue is answered with. */
  public static final String NO_QUEUE_TEXT =
      "Queue does not exist. If you just created the queue, wait at least a minute for the queue to"
          + " initialize.";

  private static final String REFERENCE = "https://cloud.google.com/tasks/docs/reference/rest/v2/";
  private static final Any QUEUE_NAME_HELP =
      help("Definition of queue name", "projects.locations.queues#Queue.FIELDS.name");
  private static final Any TASK_ID_HELP =
      help("Definition of task ID", "projects.locations.queues.tasks#Task.FIELDS.name");

  private Refusals() {}

  /** The request breaks a rule that its message names. */
  public static StatusRuntimeException invalid(String message) {
    return of(Code.INVALID_ARGUMENT, message);
  }

  /** A resource name breaks a rule; with a link to the rule where Google's answer has one. */
  public static StatusRuntimeException invalidName(InvalidNameException e) {
    String message = String.valueOf(e.getMessage());
    Status.Builder status =
        Status.newBuilder().setCode(Code.INVALID_ARGUMENT_VALUE).setMessage(message);
    if (message.startsWith("Queue name")) {
      status.addDetails(QUEUE_NAME_HELP);
    } else if (message.startsWith("Task ID")) {
      status.addDetails(TASK_ID_HELP);
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** There is no such task or dead letter. */
  public static StatusRuntimeException notFound() {
    return of(Code.NOT_FOUND, NOT_FOUND_TEXT);
  }

  /** There is no such queue. */
  public static StatusRuntimeException noQueue() {
    return of(Code.NOT_FOUND, NO_QUEUE_TEXT);
  }

  /** Not now; the message says whether and how to try again. */
  public static StatusRuntimeException unavailable(String message) {
    return of(Code.UNAVAILABLE, message);
  }

  /** This server does not do that. */
  public static StatusRuntimeException unimplemented(String message) {
    return of(Code.UNIMPLEMENTED, message);
  }

  /** An error of any code. */
  public static StatusRuntimeException of(Code code, String message) {
    return of(code.getNumber(), message);
  }

  /** An error of any code, given as its number. */
  public static StatusRuntimeException of(int code, String message) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder().setCode(code).setMessage(message).build());
  }

  private static Any help(String description, String page) {
    Help.Link link =
        Help.Link.newBuilder().setDescription(description).setUrl(REFERENCE + page).build();
    return Any.pack(Help.newBuilder().addLinks(link).build());
  }
}

package dev.sluice.adminapi.http;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sluice.adminapi.call.Refusals;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Google's front end reads and writes it. Armeria's own marshaller drops unknown fields and
 * unknown enum names without a word, refuses URL-safe base64 and says nothing about what is wrong.
 */
final class JsonMarshaller implements GrpcJsonMarshaller {

  // What operations carry in fields of type Any.
  private static final TypeRegistry OPERATIONS =
      TypeRegistry.newBuilder()
          .add(dev.sluice.v1.admin.tasks.CloudTasksProto.getDescriptor().getMessageTypes())
          .add(dev.sluice.v1.admin.beta.CloudTasksBetaProto.getDescriptor().getMessageTypes())
          .add(Empty.getDescriptor())
          .build();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(OPERATIONS);
  private static final JsonFormat.Printer PRETTY =
      JsonFormat.printer().usingTypeRegistry(OPERATIONS);
  private static final JsonFormat.Printer COMPACT = PRETTY.omittingInsignificantWhitespace();

  @Override
  public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream output)
      throws IOException {
    try (Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8)) {
      printer(ServiceRequestContext.currentOrNull()).appendTo((Message) message, writer);
    }
  }

  @Override
  public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream input) throws IOException {
    PrototypeMarshaller<T> prototypes = (PrototypeMarshaller<T>) marshaller;
    Message prototype = requireNonNull((Message) prototypes.getMessagePrototype());
    String json = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    Message.Builder builder = prototype.newBuilderForType();
    try {
      PARSER.merge(json, builder);
    } catch (InvalidProtocolBufferException e) {
      throw Refusals.invalid(
          JsonFault.find(json, prototype.getDescriptorForType())
              .orElse("Invalid JSON payload received. " + e.getMessage()));
    }
    StrayArrays.find(json, prototype.getDescriptorForType())
        .ifPresent(fault -> {
          throw Refusals.invalid(fault);
        });
    @SuppressWarnings("unchecked") // It was made from the marshaller's own prototype.
    T message = (T) builder.build();
    return message;
  }

  private static JsonFormat.Printer printer(@Nullable ServiceRequestContext context) {
    if (context == null) {
      return PRETTY;
    }
    JsonFormat.Printer printer =
        "false".equals(context.queryParam("prettyPrint")) ? COMPACT : PRETTY;
    String alt = context.queryParam("$alt");
    return alt != null && alt.contains("enum-encoding=int")
        ? printer.printingEnumsAsInts()
        : printer;
  }
}

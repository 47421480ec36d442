package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.CreateQueueRequest;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.UpdateQueueRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Good requests with bytes changed at random: whatever comes, the answer is no fault of the server,
 * shows no stack trace, and the next good request is answered. A seed makes the same requests
 * again; one that has found something stays in the list.
 */
class FuzzTest {

  private static final int MUTANTS = 250;
  private static final ApiFixture api = new ApiFixture();
  private static final String QUEUE = ApiFixture.QUEUE;
  private static final String[] SPICE = {
    "null",
    "-1",
    "1e999",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
    "\"@type\":\"x\",",
    "[[[[",
    "9999999999999999999",
    "\ud83d\ude00",
    "NaN",
    "true",
    "\"-315576000001s\"",
    "\"10000-01-01T00:00:00Z\"",
    "/*",
    "{\"a\":",
    "\t"
  };

  private record Seed(String method, String path, String body) {}

  private static final List<Seed> SEEDS =
      List.of(
          new Seed(
              "POST",
              "/v2/" + QUEUE + "/tasks",
              "{\"task\":{\"name\":\""
                  + QUEUE
                  + "/tasks/t\",\"scheduleTime\":\"2026-11-23T00:00:00Z\","
                  + "\"dispatchDeadline\":\"20.5s\",\"retryConfig\":{\"maxAttempts\":3,\"minBackoff\":\"1s\"},"
                  + "\"httpRequest\":{\"url\":\"http://h:80/a?b#c\",\"httpMethod\":\"PUT\","
                  + "\"headers\":{\"A\":\"b\"},\"body\":\"aGVsbG8=\"}},\"responseView\":\"FULL\"}"),
          new Seed(
              "POST",
              "/v2beta3/" + QUEUE + "/tasks",
              "{\"task\":{\"appEngineHttpRequest\":{\"relativeUri\":\"/a\",\"headers\":{\"A\":\"b\"},"
                  + "\"appEngineRouting\":{\"service\":\"s\"},\"body\":\"aGVsbG8=\"}}}"),
          new Seed(
              "PATCH",
              "/v2beta3/" + QUEUE + "?updateMask=rateLimits,httpTarget.uriOverride.host,taskTtl",
              "{\"rateLimits\":{\"maxDispatchesPerSecond\":1.5,\"maxBurstSize\":3},\"taskTtl\":\"9s\","
                  + "\"httpTarget\":{\"uriOverride\":{\"host\":\"h\",\"port\":\"80\",\"pathOverride\":{}}}}"),
          new Seed(
              "POST",
              "/v2/" + QUEUE + "/tasks:batchCreate",
              "{\"requests\":[{\"task\":{\"httpRequest\":{\"url\":\"http://h/\"}}},{}],"
                  + "\"requestId\":\"6f3d8c1e-0b62-4a57-9d3e-2f1c5a7b9e04\"}"),
          new Seed("POST", "/v2/" + QUEUE + "/tasks/:buffer", "{\"body\":{\"data\":\"aGVsbG8=\"}}"),
          new Seed(
              "POST",
              "/v2/" + QUEUE + ":setIamPolicy",
              "{\"policy\":{\"version\":1,\"etag\":\"ACAB\",\"bindings\":[{\"role\":\"roles/a.b\","
                  + "\"members\":[\"user:a@b\"]}]},\"updateMask\":\"bindings,etag\"}"),
          new Seed(
              "GET",
              "/v2/" + ApiFixture.LOCATION + "/queues?filter=state:PAUSED%20OR%20name=a",
              ""),
          new Seed("GET", "/v2/" + QUEUE + "/tasks?pageSize=3&pageToken=AAAA&responseView=2", ""));

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261125})
  void rest_mutants_areNoFaults(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      Seed good = SEEDS.get(random.nextInt(SEEDS.size()));
      boolean inPath = good.body.isEmpty();
      String path = inPath ? good.path + mutated("&x=", random) : good.path;
      byte[] body = mutated(good.body, random).getBytes(StandardCharsets.UTF_8);

      Answer answer =
          api.send(
              api.request(ascii(path))
                  .header("content-type", "application/json")
                  .method(
                      good.method,
                      inPath ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)));

      String what = "seed " + seed + ", " + path + " " + new String(body, StandardCharsets.UTF_8);
      assertThat(answer.status()).as(what + answer.text()).isNotEqualTo(500);
      assertThat(answer.text()).as(what).doesNotContain("Exception").doesNotContain("\tat ");
    }
    assertThat(api.get("/v2/" + QUEUE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261125})
  void grpc_mutants_areNoFaults(long seed) throws Exception {
    Random random = new Random(seed);
    List<Message> good =
        List.of(
            message(
                "parent:'"
                    + QUEUE
                    + "' task{http_request{url:'http://h/' headers{key:'a' value:'b'}"
                    + " body:'hello'} schedule_time{seconds:1} dispatch_deadline{seconds:20}}"
                    + " response_view:FULL",
                CreateTaskRequest.newBuilder()),
            message(
                "queue{name:'"
                    + QUEUE
                    + "' rate_limits{max_dispatches_per_second:3} http_target{"
                    + "uri_override{host:'h' port:80}}} update_mask{paths:'rate_limits'}",
                UpdateQueueRequest.newBuilder()),
            message(
                "parent:'"
                    + ApiFixture.LOCATION
                    + "' queue{name:'"
                    + QUEUE
                    + "' retry_config{"
                    + "min_backoff{seconds:1}}}",
                CreateQueueRequest.newBuilder()));
    List<String> methods = List.of("CreateTask", "UpdateQueue", "CreateQueue");
    CloudTasksBlockingStub stub = api.grpc(CloudTasksBlockingStub.class);
    for (int i = 0; i < MUTANTS; i++) {
      int which = random.nextInt(good.size());
      byte[] bytes = mutated(good.get(which).toByteArray(), random);
      try {
        ClientCalls.blockingUnaryCall(
            stub.getChannel(), raw(methods.get(which)), CallOptions.DEFAULT, bytes);
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode())
            .as("seed " + seed + ", mutant " + i + ": " + e)
            .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN);
        assertThat(String.valueOf(e.getStatus().getDescription())).doesNotContain("\tat ");
      }
    }
    assertThat(api.get("/v2/" + QUEUE).status()).isEqualTo(200);
  }

  private static Message message(String text, Message.Builder builder) throws IOException {
    TextFormat.merge(text, builder);
    return builder.build();
  }

  private static MethodDescriptor<byte[], byte[]> raw(String method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(
            MethodDescriptor.generateFullMethodName(CloudTasksGrpc.SERVICE_NAME, method))
        .build();
  }

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteString.readFrom(stream).toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String mutated(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int i = 0; i <= random.nextInt(4) && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, SPICE[random.nextInt(SPICE.length)]);
        case 2 -> text.replace(at, to, SPICE[random.nextInt(SPICE.length)]);
        default -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(20)));
      }
    }
    return text.toString();
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int i = 0; i <= random.nextInt(4); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(5) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  /** Escapes what no client would let into a path. */
  private static String ascii(String path) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c > ' ' && c < 127 && "\"<>\\^`{|}[]#".indexOf(c) < 0;
      escaped.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return escaped.toString();
  }
}

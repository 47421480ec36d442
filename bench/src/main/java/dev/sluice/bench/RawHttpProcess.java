package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The ceiling: the worker's HTTP client on virtual threads with nothing before or behind it. Takes
 * {@code URL ROUND TASKS CONCURRENCY BODY-BYTES} lines and answers each with the nanoseconds it
 * took.
 */
final class RawHttpProcess {

  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
          .connectionPool(new ConnectionPool(1024, 60, TimeUnit.SECONDS))
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .build();

  private RawHttpProcess() {}

  /** Works until standard input ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    RawHttpProcess process = new RawHttpProcess();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(process.run(line.split(" ", -1)));
    }
  }

  private long run(String[] order) throws InterruptedException {
    String url = order[0];
    int round = Integer.parseInt(order[1]);
    int tasks = Integer.parseInt(order[2]);
    int bodyBytes = Integer.parseInt(order[4]);
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long startNanos = System.nanoTime();
    for (int i = 0; i < Integer.parseInt(order[3]); i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = next.getAndIncrement(); n < tasks; n = next.getAndIncrement()) {
                  post(url, Body.of(round, n, System.nanoTime(), bodyBytes));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return System.nanoTime() - startNanos;
  }

  private void post(String url, byte[] body) {
    Request request = new Request.Builder().url(url).post(RequestBody.create(body)).build();
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IllegalStateException("status: " + response.code() + " (expected: 200)");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

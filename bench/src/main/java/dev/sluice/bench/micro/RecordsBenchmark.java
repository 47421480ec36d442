package dev.sluice.bench.micro;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecordBase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A task of 1 KB as a record: to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordsBenchmark {

  private final Task task =
      Task.newBuilder()
          .setName("projects/p/locations/l/queues/q/tasks/task-1234567")
          .setHttpRequest(
              HttpRequest.newBuilder()
                  .setUrl("https://example.com/handle")
                  .setMethod(HttpMethod.POST)
                  .setHeaders(Map.of("Content-Type", "application/json"))
                  .setBody(ByteBuffer.wrap(new byte[1_024]))
                  .build())
          .setCreateTime(Instant.ofEpochSecond(1_800_000_000))
          .build();

  private final byte[] bytes = AvroCodec.encode(task);

  /**
   * Writes it.
   *
   * @return the record
   */
  @Benchmark
  public byte[] encode() {
    return AvroCodec.encode(task);
  }

  /**
   * Reads it.
   *
   * @return the task
   */
  @Benchmark
  public SpecificRecordBase decode() {
    return AvroCodec.decode(bytes);
  }
}

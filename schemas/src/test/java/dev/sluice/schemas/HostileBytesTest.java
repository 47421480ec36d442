package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Holdings;
import dev.sluice.v1.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes arrive, reading them ends with a record or with one kind of exception. */
final class HostileBytesTest {

  private static final int ROUNDS = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decode_randomDataBehindARealHeader_recordOrUnreadable(long seed) {
    Random random = new Random(seed);
    List<SpecificRecordBase> samples = SampleRecords.all();
    int unreadable = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] header = AvroCodec.encode(samples.get(random.nextInt(samples.size())));
      byte[] bytes = Arrays.copyOf(header, AvroCodec.HEADER_BYTES + random.nextInt(200));
      for (int i = AvroCodec.HEADER_BYTES; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt());
      }
      unreadable += outcome(bytes, AvroCodec::decode, seed, round);
    }
    assertThat(unreadable).as("unreadable, seed %d", seed).isBetween(ROUNDS / 2, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void decode_mutatedRecords_recordOrUnreadable(long seed) {
    Random random = new Random(seed);
    List<byte[]> samples = SampleRecords.all().stream().map(AvroCodec::encode).toList();
    int unreadable = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutated(samples.get(random.nextInt(samples.size())), random);
      unreadable += outcome(bytes, AvroCodec::decode, seed, round);
    }
    // Some mutations hit text and are not noticed; a fuzzer that breaks everything tests little.
    assertThat(unreadable).as("unreadable, seed %d", seed).isBetween(ROUNDS / 10, ROUNDS - 1_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void decodeTask_mutatedJson_taskOrUnreadable(long seed) {
    Random random = new Random(seed);
    byte[] sample = TaskJson.encode(SampleRecords.fullTask());
    int unreadable = 0;
    for (int round = 0; round < ROUNDS / 2; round++) {
      unreadable += outcome(mutated(sample, random), TaskRecords::decode, seed, round);
    }
    assertThat(unreadable).as("unreadable, seed %d", seed).isBetween(ROUNDS / 20, ROUNDS / 2 - 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10})
  void decodeTask_randomBytes_unreadable(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      outcome(bytes, TaskRecords::decode, seed, round);
    }
  }

  @Test
  void decode_lengthPrefixesOfTheMoon_unreadableWithoutMemory() throws IOException {
    for (long length :
        new long[] {Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertDamaged(Task.class, out -> out.writeLong(length), "string of " + length + " bytes");
    }
  }

  @Test
  void decode_blocksOfTheMoon_unreadableWithoutMemory() throws IOException {
    for (long count : new long[] {65_537, Integer.MAX_VALUE, 1L << 60, Long.MAX_VALUE}) {
      assertDamaged(
          Holdings.class, out -> holdingsBlock(out, count), "block of " + count + " items");
      assertDamaged(Task.class, out -> headersBlock(out, count), "block of " + count + " items");
    }
    assertDamaged(Task.class, out -> headersBlock(out, Long.MIN_VALUE), "items");
  }

  @Test
  void decode_blockWithMoreItemsThanBytes_unreadable() throws IOException {
    assertDamaged(Task.class, out -> headersBlock(out, 60_000), "(expected: 0 bytes are left)");
  }

  @Test
  void decode_blockWithItsSize_isReadAsAvroSays() throws IOException {
    byte[] bytes =
        bytes(
            Holdings.class,
            out -> {
              out.writeString("worker");
              out.writeString("1");
              out.writeLong(-1);
              out.writeLong(4);
              for (int i = 1; i <= 4; i++) {
                out.writeInt(i);
              }
              out.writeLong(0);
              out.writeLong(0);
            });

    assertThat(AvroCodec.decode(bytes, Holdings.class).getOwned())
        .singleElement()
        .satisfies(lane -> assertThat(lane.getReceived()).isEqualTo(2));
  }

  @Test
  void decode_numberThatNeverEnds_unreadable() throws IOException {
    byte[] endless = new byte[30];
    Arrays.fill(endless, (byte) 0xff);
    assertDamaged(Task.class, out -> out.writeFixed(endless), "a number that does not end");
  }

  @Test
  void decode_deeplyNestedJson_unreadable() {
    String deep = "{\"firstAttempt\":" + "[".repeat(1_000_000) + "}";
    assertThatThrownBy(() -> TaskRecords.decode(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void decode_jsonFieldOfAThousandParts_unreadable() {
    String json = "{\"" + "a_".repeat(20_000) + "a\":1}";
    assertThatThrownBy(() -> TaskRecords.decode(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("$.a_a_")
        .hasMessageContaining("...: unknown field");
  }

  private static int outcome(byte[] bytes, Consumer<byte[]> reading, long seed, int round) {
    try {
      reading.accept(bytes);
      return 0;
    } catch (UnreadableRecordException e) {
      assertThat(e).hasMessageContaining("(expected: ");
      return 1;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ", round " + round, e);
    }
  }

  private static byte[] mutated(byte[] sample, Random random) {
    byte[] bytes = sample.clone();
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        default -> bytes = Arrays.copyOf(bytes, at + 1);
      }
    }
    return bytes;
  }

  private static void holdingsBlock(BinaryEncoder out, long count) throws IOException {
    out.writeString("worker");
    out.writeString("1");
    out.writeLong(count);
  }

  private static void headersBlock(BinaryEncoder out, long count) throws IOException {
    out.writeString("name");
    out.writeString("http://example.com");
    out.writeEnum(0);
    out.writeLong(count);
    if (count < 0) {
      out.writeLong(0);
    }
  }

  private static void assertDamaged(
      Class<? extends SpecificRecordBase> type, Data data, String message) throws IOException {
    byte[] bytes = bytes(type, data);
    assertThatThrownBy(() -> AvroCodec.decode(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith(type.getSimpleName() + ": byte ")
        .hasMessageContaining(message);
  }

  private static byte[] bytes(Class<? extends SpecificRecordBase> type, Data data)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long fingerprint = RecordFormats.CHECKED_IN.ofType(type).fingerprint();
    RecordBuffer header = new RecordBuffer();
    header.writeHeader(fingerprint);
    bytes.write(header.toByteArray());
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    data.write(out);
    return bytes.toByteArray();
  }

  private interface Data {
    void write(BinaryEncoder out) throws IOException;
  }
}

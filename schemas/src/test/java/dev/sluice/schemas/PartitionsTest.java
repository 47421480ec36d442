package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionsTest {

  /** The vectors that other languages check themselves against. */
  @ParameterizedTest
  @CsvFileSource(resources = "partitions.csv", numLinesToSkip = 1, emptyValue = "")
  void of_checkedInVectors_agree(
      @Nullable String queueName, int hash, int of4, int of16, int of1000) {
    String name = queueName == null ? "" : queueName;

    assertThat(Partitions.of(name, 4)).isEqualTo(of4).isEqualTo(hash % 4);
    assertThat(Partitions.of(name, 16)).isEqualTo(of16).isEqualTo(hash % 16);
    assertThat(Partitions.of(name, 1000)).isEqualTo(of1000).isEqualTo(hash % 1000);
    assertThat(Partitions.of(name, Integer.MAX_VALUE)).isEqualTo(hash % Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void of_randomNames_isWhatKafkasPartitionerDoes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String name = randomName(random);
      int partitions = 1 + random.nextInt(2_000);
      int kafkas =
          Utils.toPositive(Utils.murmur2(name.getBytes(StandardCharsets.UTF_8))) % partitions;
      assertThat(Partitions.of(name, partitions))
          .as("seed %d: %s of %d", seed, name, partitions)
          .isEqualTo(kafkas);
    }
  }

  @Test
  void of_lessThanOnePartition_refused() {
    assertThatThrownBy(() -> Partitions.of("q", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("partitions: 0 (expected: >= 1)");
  }

  private static String randomName(Random random) {
    int length = random.nextInt(60);
    StringBuilder name = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      name.append(
          (char) (random.nextInt(10) == 0 ? random.nextInt(0xd800) : ' ' + random.nextInt(95)));
    }
    return name.toString();
  }
}

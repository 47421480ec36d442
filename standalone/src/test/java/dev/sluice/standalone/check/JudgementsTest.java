package dev.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the numbers that a cluster tells. */
final class JudgementsTest {

  @ParameterizedTest
  @CsvSource({
    "0, FAILED, tells no metadata version",
    "20, FAILED, Kafka 3.8",
    "21, OK, Kafka 3.9",
    "25, WARNING, Kafka 4.0",
    "30, OK, Kafka 4.3",
    "31, WARNING, Kafka newer than 4.3",
    "200, WARNING, Kafka newer than 4.3",
  })
  void judge_levelOfMetadata_isARelease(short level, Finding.Result result, String found) {
    Finding finding = KafkaRelease.judge("broker", "1", level);
    assertThat(finding.found()).startsWith(found);
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.remedy().isEmpty()).isEqualTo(result == Finding.Result.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK, 0 ms behind the brokers",
    "1000, OK, 1000 ms behind the brokers",
    "1001, WARNING, 1001 ms behind the brokers",
    "-10000, WARNING, 10000 ms ahead of the brokers",
    "-10001, FAILED, 10001 ms ahead of the brokers",
  })
  void judge_clocksApart_isBadFromASecondOn(long aheadMillis, Finding.Result result, String found) {
    Finding finding = ClockCheck.judge(aheadMillis);
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.found()).startsWith(found);
  }
}

package dev.sluice.standalone.check;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsOptions;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.output.Column;
import dev.sluice.standalone.output.Format;
import dev.sluice.standalone.output.Printer;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.registry.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice check}. */
@Command(
    name = "check",
    description =
        "look at brokers, topics, permissions, clocks, schedulers and registry, and say what to do",
    footer = {
      "",
      "Looks with the settings of the process that is to run, and as its principal. Changes"
          + " nothing,",
      "but appends a record to the marker topic to learn the brokers' time. Without",
      "sluice.bootstrap-servers it looks at the embedded Kafka of a running \"sluice up\".",
      "Exits with 1 if anything has failed."
    })
public final class CheckCommand implements Callable<Integer> {

  private static final List<Column> COLUMNS =
      List.of(
          Column.at("RESULT", "/result"),
          Column.at("CHECK", "/check"),
          Column.at("SUBJECT", "/subject"),
          Column.at("FOUND", "/found"));

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "scheduler, worker or api: whose permissions (default: all)")
  private Set<KafkaRole> roles = EnumSet.allOf(KafkaRole.class);

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json or yaml (default: ${DEFAULT-VALUE})")
  private Format format = Format.TABLE;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    quiet();
    List<Finding> findings = look(settings());
    print(findings);
    return findings.stream().anyMatch(finding -> finding.result() == Finding.Result.FAILED) ? 1 : 0;
  }

  /** What Kafka's clients log of a failure is among the findings. */
  private static void quiet() {
    if (LoggerFactory.getLogger("org.apache.kafka")
        instanceof ch.qos.logback.classic.Logger kafka) {
      kafka.setLevel(Level.OFF);
      Stream.of("NetworkClient", "ClientUtils")
          .map(name -> LoggerFactory.getLogger("org.apache.kafka.clients." + name))
          .filter(ch.qos.logback.classic.Logger.class::isInstance)
          .map(ch.qos.logback.classic.Logger.class::cast)
          .forEach(logger -> logger.setLevel(Level.OFF));
    }
  }

  private List<Finding> look(Settings settings) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (Admin admin = Admin.create(AdminProperties.of(settings))) {
      Surroundings around = new Surroundings(settings, admin);
      if (new BrokerCheck(around).look(findings)) {
        new TopicsCheck(around).look(findings);
        for (KafkaRole role : roles) {
          new PermissionCheck(around).look(role, findings);
        }
        new ClockCheck(around, InstantSource.system()).look(findings);
      }
      new SchedulerCheck(around).look(findings);
      if (Registry.isSet(settings)) {
        RegistryCheck.look(settings, findings);
      }
    } catch (KafkaException e) {
      findings.add(BrokerCheck.unreachable(settings.get(Keys.BOOTSTRAP_SERVERS), e));
    }
    return findings;
  }

  private Settings settings() {
    Settings settings = options.loader().load();
    return settings.get(Keys.BOOTSTRAP_SERVERS).isEmpty() ? withEmbedded(settings) : settings;
  }

  private static Settings withEmbedded(Settings settings) {
    Path noted = settings.get(Keys.DATA).resolve("kafka/bootstrap");
    try {
      return settings.orKept(
          Keys.BOOTSTRAP_SERVERS, Optional.of(Files.readString(noted).strip()), noted.toString());
    } catch (IOException e) {
      throw new UserErrorException(
          Keys.BOOTSTRAP_SERVERS.name()
              + ": not set, and no embedded Kafka in "
              + settings.get(Keys.DATA)
              + " (expected: HOST:PORT of the Kafka to look at, in --config or with"
              + " --bootstrap-servers; or the folder of \"sluice up\" with --data)");
    }
  }

  private void print(List<Finding> findings) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    new Printer(out, format).list(findings.stream().map(CheckCommand::toJson).toList(), COLUMNS);
    if (format == Format.TABLE) {
      findings.stream()
          .filter(finding -> !finding.remedy().isEmpty())
          .forEach(finding -> {
            out.println();
            out.println(finding.check() + " " + finding.subject() + ": " + finding.found());
            out.println("  remedy: " + finding.remedy());
          });
      out.flush();
    }
  }

  private static JsonNode toJson(Finding finding) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("result", finding.result().word())
        .put("check", finding.check())
        .put("subject", finding.subject())
        .put("found", finding.found())
        .put("remedy", finding.remedy());
  }
}

package dev.sluice.adminapi.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class logs from now on. */
final class LogLines extends AppenderBase<ILoggingEvent> {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  static LogLines of(Class<?> type) {
    LogLines lines = new LogLines();
    lines.start();
    ((Logger) LoggerFactory.getLogger(type)).addAppender(lines);
    return lines;
  }

  /** Whether a line has begun so. */
  boolean have(String beginning) {
    return lines.stream().anyMatch(line -> line.startsWith(beginning));
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }
}

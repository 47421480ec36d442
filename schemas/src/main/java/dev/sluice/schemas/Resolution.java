package dev.sluice.schemas;

import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** Whether what one schema writes can be read as another; Avro's readers only say so later. */
final class Resolution {

  private Resolution() {}

  /** Returns why nothing that was written can be read; empty if something can. */
  static Optional<String> obstacle(Schema writtenWith, Schema readAs) {
    return obstacle(Resolver.resolve(writtenWith, readAs, SpecificData.get()));
  }

  private static Optional<String> obstacle(Resolver.Action action) {
    if (action instanceof Resolver.ErrorAction) {
      return Optional.of(action.toString());
    }
    if (action instanceof Resolver.RecordAdjust record) {
      return Arrays.stream(record.fieldActions)
          .flatMap(field -> obstacle(field).stream())
          .findFirst();
    }
    if (action instanceof Resolver.ReaderUnion union) {
      return obstacle(union.actualAction);
    }
    if (action instanceof Resolver.WriterUnion union) {
      // One branch will do: which one it is shows in each value.
      return Arrays.stream(union.actions).anyMatch(branch -> obstacle(branch).isEmpty())
          ? Optional.empty()
          : obstacle(union.actions[0]);
    }
    return action instanceof Resolver.Container container
        ? obstacle(container.elementAction)
        : Optional.empty();
  }
}

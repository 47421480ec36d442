package dev.sluice.standalone.data;

import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Another process works in the folder. */
public final class FolderInUseException extends UserErrorException {

  private static final long serialVersionUID = 1L;

  FolderInUseException(Path folder, OptionalLong holder) {
    super(
        "data folder "
            + folder
            + " is in use by another process"
            + (holder.isPresent() ? " (pid " + holder.getAsLong() + ")" : "")
            + " (expected: one process per folder; choose another with --data)");
  }
}

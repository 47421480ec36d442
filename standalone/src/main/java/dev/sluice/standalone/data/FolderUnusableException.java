package dev.sluice.standalone.data;

import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.file.Path;

/** A folder that cannot be made or written to. */
public final class FolderUnusableException extends UserErrorException {

  private static final long serialVersionUID = 1L;

  FolderUnusableException(Path folder, IOException cause) {
    super(
        "data folder "
            + folder
            + " cannot be used: "
            + cause.getClass().getSimpleName().replace("Exception", "")
            + " "
            + cause.getMessage()
            + " (expected: a folder that can be written to; choose another with --data)");
    initCause(cause);
  }
}

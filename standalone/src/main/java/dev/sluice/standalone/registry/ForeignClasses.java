package dev.sluice.standalone.registry;

import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Classes of somebody else's jars, which bring all that they need in the versions that they need it
 * in. Of ours they see nothing but the logger, so that what they log is in our log.
 */
final class ForeignClasses {

  private ForeignClasses() {}

  /**
   * Opens a folder of jars. It stays open as long as the process runs.
   *
   * @param setting what names the folder, for the message
   * @throws UserErrorException if there are none
   */
  static ClassLoader in(String setting, Path folder) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : found) {
        jars.add(url(jar));
      }
    } catch (IOException e) {
      throw new UserErrorException(setting + ": " + folder + " (expected: a folder with jars)");
    }
    if (jars.isEmpty()) {
      throw new UserErrorException(
          setting + ": " + folder + " has no jars (expected: a folder with jars)");
    }
    return new URLClassLoader("foreign", jars.toArray(URL[]::new), new JdkAndLogger());
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("the path of a file is a URL", e);
    }
  }

  private static final class JdkAndLogger extends ClassLoader {

    JdkAndLogger() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.slf4j.")) {
        return ForeignClasses.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}

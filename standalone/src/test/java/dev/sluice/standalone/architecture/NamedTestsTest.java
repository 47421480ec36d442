package dev.sluice.standalone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages name as proof is there: each test class, and each method that goes with one. */
final class NamedTestsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("\\b([A-Z][A-Za-z0-9]*[a-z](?:Test|IT))\\b(?:[.#]([a-z]\\w*))?");

  @Test
  void tests_namedInThePages_exist() throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path page : pages()) {
      for (MatchResult name : NAMED.matcher(Files.readString(page)).results().toList()) {
        named++;
        if (!exists(tests, name)) {
          missing.add(page.getFileName() + ": " + name.group());
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  @Test
  void promises_inTheTable_allNameATest() throws IOException {
    List<String> promises =
        Files.readAllLines(ROOT.resolve("ARCHITECTURE.md")).stream()
            .dropWhile(line -> !line.startsWith("| Promise | Proven by"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(promises).hasSizeGreaterThan(30);
    assertThat(promises).allSatisfy(line -> assertThat(line).containsPattern(NAMED));
  }

  @Test
  void existence_ofWhatIsNotThere_isDenied() throws IOException {
    Map<String, String> tests = tests();

    assertThat(Stream.of("NamedTestsTest", "NamedTestsTest#tests_namedInThePages_exist"))
        .allMatch(name -> exists(tests, name));
    assertThat(Stream.of("NoSuchTest", "NoSuchIT", "NamedTestsTest#noSuchMethod"))
        .noneMatch(name -> exists(tests, name));
  }

  private static boolean exists(Map<String, String> tests, String name) {
    return NAMED.matcher(name).results().allMatch(one -> exists(tests, one));
  }

  private static boolean exists(Map<String, String> tests, MatchResult name) {
    String source = tests.getOrDefault(name.group(1), "");
    return name.group(2) == null ? !source.isEmpty() : source.contains(" " + name.group(2) + "(");
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  /** The sources of all test classes of all modules, by the names of the classes. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path folder : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(folder)) {
          addTests(folder, tests);
        }
      }
    }
    return tests;
  }

  private static void addTests(Path folder, Map<String, String> tests) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        String name = String.valueOf(file.getFileName()).replace(".java", "");
        tests.put(name, Files.readString(file));
      }
    }
  }
}

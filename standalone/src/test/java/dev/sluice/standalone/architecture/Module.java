package dev.sluice.standalone.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The modules of the build, their packages, and the modules each may import. */
enum Module {
  SCHEMAS(Set.of(), "dev.sluice.schemas..", "dev.sluice.v1", "dev.sluice.v1.query.."),
  TOPOLOGY(Set.of(SCHEMAS), "dev.sluice.topology.."),
  DELIVERY(Set.of(SCHEMAS), "dev.sluice.delivery.."),
  ADMIN_API(Set.of(SCHEMAS), "dev.sluice.adminapi..", "dev.sluice.v1.admin.."),
  STANDALONE(Set.of(SCHEMAS, TOPOLOGY, DELIVERY, ADMIN_API), "dev.sluice.standalone..");

  private final Set<Module> mayImport;
  private final List<String> packages;

  Module(Set<Module> mayImport, String... packages) {
    this.mayImport = mayImport;
    this.packages = List.of(packages);
  }

  boolean contains(JavaClass type) {
    return packages.stream()
        .anyMatch(pattern -> PackageMatcher.of(pattern).matches(type.getPackageName()));
  }

  String[] packages() {
    return packages.toArray(String[]::new);
  }

  /** Packages of everything of ours that this module must not see. */
  String[] forbidden() {
    Stream<String> others =
        Arrays.stream(values())
            .filter(module -> module != this && !mayImport.contains(module))
            .flatMap(module -> module.packages.stream());
    // Built on top of everything here, or beside it, and not on this class path.
    Stream<String> above = Stream.of("dev.sluice.bench..", "dev.sluice.k8s..");
    return Stream.concat(others, above).toArray(String[]::new);
  }
}

package dev.sluice.standalone.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.Arrays;
import java.util.stream.Stream;

/** The modules of the build, their packages, and the modules each may import. */
enum Module {
  SCHEMAS,
  TOPOLOGY,
  DELIVERY,
  ADMIN_API,
  STANDALONE;

  String[] packages() {
    return switch (this) {
      case SCHEMAS ->
          new String[] {"dev.sluice.schemas..", "dev.sluice.v1", "dev.sluice.v1.query.."};
      case TOPOLOGY -> new String[] {"dev.sluice.topology.."};
      case DELIVERY -> new String[] {"dev.sluice.delivery.."};
      case ADMIN_API -> new String[] {"dev.sluice.adminapi..", "dev.sluice.v1.admin.."};
      case STANDALONE -> new String[] {"dev.sluice.standalone.."};
    };
  }

  boolean contains(JavaClass type) {
    return Arrays.stream(packages())
        .anyMatch(pattern -> PackageMatcher.of(pattern).matches(type.getPackageName()));
  }

  /** Packages of everything of ours that this module must not see. */
  String[] forbidden() {
    Stream<String> others =
        Arrays.stream(values())
            .filter(module -> module != this && !mayImport(module))
            .flatMap(module -> Arrays.stream(module.packages()));
    // Built on top of everything here, or beside it, and not on this class path.
    Stream<String> above = Stream.of("dev.sluice.bench..", "dev.sluice.k8s..");
    return Stream.concat(others, above).toArray(String[]::new);
  }

  private boolean mayImport(Module other) {
    return switch (this) {
      case SCHEMAS -> false;
      case TOPOLOGY, DELIVERY, ADMIN_API -> other == SCHEMAS;
      case STANDALONE -> true;
    };
  }
}

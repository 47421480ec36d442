package dev.sluice.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Design section 2, checked on the classes that were built. */
final class ArchitectureTest {

  private static final String IMPURE = "dev.sluice.standalone.architecture.impure";

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.sluice");

  // Every other rule would pass on nothing.
  @ParameterizedTest
  @EnumSource(Module.class)
  void classes_ofEveryModule_areFound(Module module) {
    assertThat(ALL.stream().filter(module::contains)).hasSizeGreaterThan(10);
  }

  @Test
  void classes_all_belongToAModule() {
    for (JavaClass type : ALL) {
      assertThat(Module.values()).as(type.getName()).anyMatch(module -> module.contains(type));
    }
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void module_imports_onlyWhatIsBelowIt(Module module) {
    noClasses()
        .that()
        .resideInAnyPackage(module.packages())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(module.forbidden())
        .check(ALL);
  }

  @Test
  void contract_forProducers_needsNeitherGrpcNorProtobuf() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.sluice.schemas..", "dev.sluice.v1")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google..", "dev.sluice.v1.query..")
        .check(ALL);
  }

  @Test
  void contract_butTaskProducer_needsNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.sluice.schemas..", "dev.sluice.v1")
        .and()
        .resideOutsideOfPackage("dev.sluice.schemas.producer")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..")
        .check(ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.sluice.topology.core", "dev.sluice.delivery.core"})
  void core_isPure(String corePackage) {
    assertThat(ALL.stream().filter(type -> type.getPackageName().equals(corePackage)))
        .hasSizeGreaterThan(10);
    CoreRules.of(corePackage).forEach(rule -> rule.check(ALL));
  }

  @Test
  void coreRules_onAnImpureCore_allFail() {
    JavaClasses impure = new ClassFileImporter().importPackages(IMPURE);

    assertThat(CoreRules.of(IMPURE))
        .allSatisfy(rule -> assertThat(rule.evaluate(impure).hasViolation()).isTrue());
  }

  @Test
  void packages_areNamedAfterWhatIsInThem() {
    classes()
        .should()
        .resideOutsideOfPackages(
            "..util..", "..utils..", "..common..", "..impl..", "..helper..", "..helpers..")
        .check(ALL);
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void packages_ofAModule_haveNoCycles(Module module) {
    SlicesRuleDefinition.slices()
        .assignedFrom(new PackagesOf(module))
        .should()
        .beFreeOfCycles()
        .check(ALL);
  }

  /**
   * A slice for each package of a module, without its root: there are its entry point, which sees
   * everything, and its settings, which everything sees.
   */
  private record PackagesOf(Module module) implements SliceAssignment {

    private static final Set<String> ROOTS =
        Set.of(
            "dev.sluice.topology",
            "dev.sluice.delivery",
            "dev.sluice.adminapi",
            "dev.sluice.standalone");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return module.contains(type) && !ROOTS.contains(name)
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + module;
    }
  }
}

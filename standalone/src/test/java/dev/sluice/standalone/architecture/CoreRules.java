package dev.sluice.standalone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;

/** What a pure core does without: other people's code, the clock, threads, chance, the outside. */
final class CoreRules {

  private CoreRules() {}

  static List<ArchRule> of(String corePackage) {
    return List.of(
        onlyTheJdk(corePackage),
        noForbiddenTypes(corePackage),
        noOutside(corePackage),
        noReadingOfTheClock(corePackage),
        noChance(corePackage));
  }

  private static ArchRule onlyTheJdk(String corePackage) {
    return classes()
        .that()
        .resideInAPackage(corePackage + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations..", corePackage + "..");
  }

  private static ArchRule noForbiddenTypes(String corePackage) {
    return noClasses()
        .that()
        .resideInAPackage(corePackage + "..")
        .should()
        .dependOnClassesThat(
            assignableTo(Clock.class)
                .or(assignableTo(Thread.class))
                .or(assignableTo(ThreadLocal.class))
                .or(assignableTo(Executor.class))
                .or(assignableTo(Timer.class))
                .or(assignableTo(Random.class))
                .or(assignableTo(SecureRandom.class))
                .or(assignableTo(SplittableRandom.class)));
  }

  // Addresses, exceptions and streams in memory are values; what touches the machine is not.
  private static ArchRule noOutside(String corePackage) {
    return noClasses()
        .that()
        .resideInAPackage(corePackage + "..")
        .should()
        .dependOnClassesThat(
            assignableTo(File.class)
                .or(assignableTo(FileInputStream.class))
                .or(assignableTo(FileOutputStream.class))
                .or(assignableTo(RandomAccessFile.class))
                .or(assignableTo(Socket.class))
                .or(assignableTo(ServerSocket.class))
                .or(
                    resideInAnyPackage(
                        "java.net.http..", "java.nio.file..", "java.nio.channels..")))
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(InetAddress.class)))
                .and(target(name("getByName").or(name("getAllByName")).or(name("getLocalHost")))));
  }

  private static ArchRule noReadingOfTheClock(String corePackage) {
    return noClasses()
        .that()
        .resideInAPackage(corePackage + "..")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(System.class))).and(target(not(name("arraycopy")))))
        .orShould()
        .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))));
  }

  private static ArchRule noChance(String corePackage) {
    return noClasses()
        .that()
        .resideInAPackage(corePackage + "..")
        .should()
        .callMethodWhere(target(owner(assignableTo(Math.class))).and(target(name("random"))))
        .orShould()
        .callMethodWhere(target(name("randomUUID")));
  }
}

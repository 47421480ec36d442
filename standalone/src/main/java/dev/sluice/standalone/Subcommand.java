package dev.sluice.standalone;

/**
 * A command that another module adds to {@code sluice}: a class with picocli's {@code @Command},
 * found by {@link java.util.ServiceLoader}.
 */
public interface Subcommand {}

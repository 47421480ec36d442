package dev.sluice.standalone.output;

/** How a command prints what it found. */
public enum Format {
  /** Aligned columns. */
  TABLE,
  /** What the API answered, indented. */
  JSON,
  /** What the API answered, as YAML. */
  YAML
}

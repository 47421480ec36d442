package dev.sluice.schemas.avro;

import org.apache.avro.JsonSchemaParser;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Parses the schemas of the generated records; called by them alone, when they load. From Avro
 * 1.12.2 on, no class is made for a schema that has not been declared trustworthy, generated ones
 * included. Doing it here spares every application a system property.
 */
public final class RecordSchemas {

  private static final String PACKAGE = "dev.sluice.v1";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private RecordSchemas() {}

  /** Parses a schema that stands in a generated class, in fragments. */
  public static Schema parse(String... fragments) {
    return JsonSchemaParser.parseInternal(fragments);
  }
}

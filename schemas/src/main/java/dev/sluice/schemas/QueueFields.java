package dev.sluice.schemas;

import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.UriOverride;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a queue's configuration that an update can name: those of {@link QueueConfig}, and
 * below {@code httpTarget} and {@code appEngineRoutingOverride} their parts, such as {@code
 * httpTarget.uriOverride.host} (spec section 6.2).
 */
public final class QueueFields {

  private QueueFields() {}

  /** Returns whether a path names a field, or a part of one. */
  public static boolean isField(String path) {
    Schema schema = QueueConfig.getClassSchema();
    for (String part : path.split("\\.", -1)) {
      Schema.Field field = schema.getType() == Schema.Type.RECORD ? schema.getField(part) : null;
      if (field == null) {
        return false;
      }
      schema = notNull(field.schema());
    }
    return true;
  }

  /**
   * Returns a copy of a configuration in which some fields are those of another. Parts of a message
   * that is not there are put into a new one; a token, a URL override and an httpTarget of which
   * nothing is left are gone.
   *
   * @param fields paths for which {@link #isField} holds
   */
  public static QueueConfig merged(
      QueueConfig current, QueueConfig asked, Collection<String> fields) {
    QueueConfig merged = QueueConfig.newBuilder(current).build();
    for (String path : fields) {
      set(merged, asked, List.of(path.split("\\.", -1)));
    }
    merged.setHttpTarget(pruned(merged.getHttpTarget()));
    return merged;
  }

  private static void set(
      SpecificRecordBase into, @Nullable SpecificRecordBase from, List<String> path) {
    String name = path.get(0);
    Schema.Field field = into.getSchema().getField(name);
    Object value = from == null ? null : from.get(field.pos());
    if (path.size() > 1) {
      Object inner = into.get(field.pos());
      SpecificRecordBase target =
          inner == null ? empty(notNull(field.schema())) : (SpecificRecordBase) inner;
      set(target, (SpecificRecordBase) value, path.subList(1, path.size()));
      into.put(field.pos(), target);
    } else {
      into.put(
          field.pos(),
          from == null
              ? empty(into.getSchema()).get(field.pos())
              : SpecificData.get().deepCopy(field.schema(), value));
    }
  }

  private static Schema notNull(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  private static SpecificRecordBase empty(Schema schema) {
    return switch (schema.getName()) {
      case "HttpTarget" -> HttpTarget.newBuilder().build();
      case "UriOverride" -> UriOverride.newBuilder().build();
      case "OidcToken" -> new OidcToken("", "");
      case "OAuthToken" -> new OAuthToken("", "");
      case "AppEngineRouting" -> AppEngineRouting.newBuilder().build();
      default -> throw new IllegalStateException(schema.getName() + " (expected: a known part)");
    };
  }

  private static @Nullable HttpTarget pruned(@Nullable HttpTarget target) {
    if (target == null) {
      return null;
    }
    OidcToken oidc = target.getOidcToken();
    if (oidc != null && oidc.getServiceAccountEmail().isEmpty() && oidc.getAudience().isEmpty()) {
      target.setOidcToken(null);
    }
    OAuthToken oauth = target.getOauthToken();
    if (oauth != null && oauth.getServiceAccountEmail().isEmpty() && oauth.getScope().isEmpty()) {
      target.setOauthToken(null);
    }
    UriOverride uri = target.getUriOverride();
    if (uri != null && changesNothing(uri)) {
      target.setUriOverride(null);
    }
    return target.equals(HttpTarget.newBuilder().build()) ? null : target;
  }

  private static boolean changesNothing(UriOverride uri) {
    return uri.getScheme() == null
        && uri.getHost() == null
        && uri.getPort() == null
        && uri.getPath() == null
        && uri.getQuery() == null;
  }
}

package dev.sluice.adminapi.access;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** What callers without credentials or permission are told: Google's codes, texts and details. */
public final class AccessRefusals {

  private static final String EXPECTED =
      " Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
          + " https://developers.google.com/identity/sign-in/web/devconsole-project.";
  private static final String DOMAIN = "googleapis.com";

  private AccessRefusals() {}

  /** The caller shows no credentials. */
  public static Status missing() {
    return status(
        Code.UNAUTHENTICATED,
        "Request is missing required authentication credential." + EXPECTED,
        info("CREDENTIALS_MISSING", DOMAIN));
  }

  /**
   * The caller's credentials are not good.
   *
   * @param why a sentence
   */
  public static Status rejected(String why) {
    return status(
        Code.UNAUTHENTICATED,
        "Request had invalid authentication credentials." + EXPECTED,
        info("ACCESS_TOKEN_INVALID", DOMAIN).putMetadata("cause", why));
  }

  /** It cannot be told now whether the caller's credentials are good. */
  public static Status undecided(String why) {
    return Status.newBuilder()
        .setCode(Code.UNAVAILABLE_VALUE)
        .setMessage(why + " Try again later.")
        .build();
  }

  /** A browser sends what another site's page has made it send. */
  public static Status foreignPage() {
    return Status.newBuilder()
        .setCode(Code.PERMISSION_DENIED_VALUE)
        .setMessage("Pages of other sites may not call this API without an Authorization header.")
        .build();
  }

  /** A caller uses a name that this API does not have, as a browser does after DNS rebinding. */
  public static Status foreignName(String authority) {
    return Status.newBuilder()
        .setCode(Code.PERMISSION_DENIED_VALUE)
        .setMessage(
            "Host \""
                + authority
                + "\" is none of this API's (expected: localhost, an IP address, or a name of"
                + " sluice.api.hosts).")
        .build();
  }

  /** The caller lacks a permission (spec section 1.5). */
  static StatusRuntimeException denied(RequestNeeds.Demand lacking) {
    return StatusProto.toStatusRuntimeException(
        status(
            Code.PERMISSION_DENIED,
            "The principal (user or service account) lacks IAM permission \""
                + lacking.permission()
                + "\" for the resource \""
                + lacking.resource()
                + "\" (or the resource may not exist).",
            info("IAM_PERMISSION_DENIED", "iam.googleapis.com")
                .putMetadata("permission", lacking.permission())
                .putMetadata("resource", lacking.resource())));
  }

  private static ErrorInfo.Builder info(String reason, String domain) {
    return ErrorInfo.newBuilder().setReason(reason).setDomain(domain);
  }

  private static Status status(Code code, String message, ErrorInfo.Builder info) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(Any.pack(info.build()))
        .build();
  }
}

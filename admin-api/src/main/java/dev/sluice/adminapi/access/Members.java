package dev.sluice.adminapi.access;

import java.util.regex.Pattern;

/** Names that policies grant roles to. */
final class Members {

  private static final Pattern MEMBER =
      Pattern.compile(
          "(user|serviceAccount|group|domain):[^\\s:]+|(principal|principalSet)://\\S.*"
              + "|allUsers|allAuthenticatedUsers");

  private Members() {}

  static boolean isOne(String member) {
    return MEMBER.matcher(member).matches();
  }
}

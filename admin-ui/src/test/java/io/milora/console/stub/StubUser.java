package io.milora.console.stub;

import java.util.Arrays;
import java.util.List;

/** People who can sign in. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
public enum StubUser {
  ADA("Ada Admin", List.of("acme"), List.of("tenant-admin")),
  GRACE("Grace Admin", List.of("globex"), List.of("tenant-admin")),
  BOTH("Bo Both", List.of("acme", "globex"), List.of("tenant-member")),
  OLGA("Olga Operator", List.of(), List.of("platform-operator")),
  NOBODY("Noa Nobody", List.of(), List.of());

  final String fullName;
  final List<String> tenants;
  final List<String> roles;

  StubUser(String fullName, List<String> tenants, List<String> roles) {
    this.fullName = fullName;
    this.tenants = tenants;
    this.roles = roles;
  }

  static StubUser named(String name) {
    return Arrays.stream(values())
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

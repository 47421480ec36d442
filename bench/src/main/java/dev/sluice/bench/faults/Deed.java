package dev.sluice.bench.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A kind of fault and whom it is done to. */
record Deed(Fault.Kind kind, Role role) {

  /** All that make sense with so many processes, in a fixed order. */
  static List<Deed> of(Fleet.Size size, Set<Fault.Kind> kinds) {
    List<Deed> deeds = new ArrayList<>();
    for (Fault.Kind kind : kinds) {
      Arrays.stream(Role.values())
          .filter(role -> makesSense(kind, role, size))
          .forEach(role -> deeds.add(new Deed(kind, role)));
    }
    return deeds;
  }

  private static boolean makesSense(Fault.Kind kind, Role role, Fleet.Size size) {
    return switch (kind) {
      case KILLED, FROZEN, REPLACED -> true;
      case ROLLED -> size.isCluster();
      case DISK_FILLED -> role == Role.KAFKA && size.isCluster();
      case CUT, STALLED, DELAYED -> size.isCluster();
      case CLOCK_STEPPED -> role == Role.WORKER && size.isCluster();
    };
  }

  static Set<Fault.Kind> allKinds() {
    return EnumSet.allOf(Fault.Kind.class);
  }
}

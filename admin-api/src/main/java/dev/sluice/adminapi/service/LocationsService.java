package dev.sluice.adminapi.service;

import com.google.cloud.location.GetLocationRequest;
import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.location.ListLocationsResponse;
import com.google.cloud.location.Location;
import com.google.cloud.location.LocationsGrpc;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.call.Refusals;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.TreeSet;

/**
 * Google's locations mixin. Here a location is part of a name and nothing else: every one exists,
 * and those that a project's queues are in are listed.
 */
final class LocationsService extends LocationsGrpc.LocationsImplBase {

  // gcloud asks for a project's location when none is given, and needs an answer.
  private static final String DEFAULT_LOCATION = "us-central1";
  // gcloud takes the location from the first label's value, so there is exactly one.
  private static final String REGION_LABEL = "cloud.googleapis.com/region";

  private final Calls calls;
  private final Backend backend;

  LocationsService(Calls calls, Backend backend) {
    this.calls = calls;
    this.backend = backend;
  }

  @Override
  public void listLocations(
      ListLocationsRequest request, StreamObserver<ListLocationsResponse> observer) {
    calls.answer(observer, deadline -> list(request.getName()));
  }

  @Override
  public void getLocation(GetLocationRequest request, StreamObserver<Location> observer) {
    calls.answer(observer, deadline -> location(Names.Location.parse(request.getName())));
  }

  private ListLocationsResponse list(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != 2 || !parts[0].equals("projects") || parts[1].isEmpty()) {
      throw Refusals.invalid("Project name must be formatted: \"projects/<PROJECT_ID>\".");
    }
    Set<String> ids = new TreeSet<>(backend.locations(parts[1]));
    if (ids.isEmpty()) {
      ids.add(DEFAULT_LOCATION);
    }
    ListLocationsResponse.Builder found = ListLocationsResponse.newBuilder();
    ids.forEach(id -> found.addLocations(location(new Names.Location(parts[1], id))));
    return found.build();
  }

  private static Location location(Names.Location name) {
    return Location.newBuilder()
        .setName(name.toString())
        .setLocationId(name.location())
        .putLabels(REGION_LABEL, name.location())
        .build();
  }
}

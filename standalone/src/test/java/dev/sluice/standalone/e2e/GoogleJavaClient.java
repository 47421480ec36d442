package dev.sluice.standalone.e2e;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import java.io.IOException;

/** Google's Java client with only endpoint and credentials changed. */
final class GoogleJavaClient {

  private GoogleJavaClient() {}

  static CloudTasksClient overGrpc(int port) throws IOException {
    return CloudTasksClient.create(
        CloudTasksSettings.newBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEndpoint("127.0.0.1:" + port)
            .setTransportChannelProvider(
                CloudTasksSettings.defaultGrpcTransportProviderBuilder()
                    .setChannelConfigurator(channel -> channel.usePlaintext())
                    .build())
            .build());
  }

  static com.google.cloud.tasks.v2beta3.CloudTasksClient betaOverGrpc(int port) throws IOException {
    return com.google.cloud.tasks.v2beta3.CloudTasksClient.create(
        com.google.cloud.tasks.v2beta3.CloudTasksSettings.newBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEndpoint("127.0.0.1:" + port)
            .setTransportChannelProvider(
                com.google.cloud.tasks.v2beta3.CloudTasksSettings
                    .defaultGrpcTransportProviderBuilder()
                    .setChannelConfigurator(channel -> channel.usePlaintext())
                    .build())
            .build());
  }

  static com.google.cloud.tasks.v2beta3.CloudTasksClient betaOverRest(int port) throws IOException {
    return com.google.cloud.tasks.v2beta3.CloudTasksClient.create(
        com.google.cloud.tasks.v2beta3.CloudTasksSettings.newHttpJsonBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEndpoint("http://127.0.0.1:" + port)
            .build());
  }

  static CloudTasksClient overRest(int port) throws IOException {
    return CloudTasksClient.create(
        CloudTasksSettings.newHttpJsonBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEndpoint("http://127.0.0.1:" + port)
            .build());
  }
}

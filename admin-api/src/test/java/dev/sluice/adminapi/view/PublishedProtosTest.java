package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our protos say whatever Google's published artifacts say: same names, numbers, types, paths. */
class PublishedProtosTest {

  record Version(FileDescriptor ours, List<FileDescriptor> published) {
    @Override
    public String toString() {
      return ours.getPackage();
    }
  }

  static Stream<Version> versions() {
    return Stream.of(
        new Version(
            dev.sluice.v1.admin.tasks.CloudTasksProto.getDescriptor(),
            List.of(
                com.google.cloud.tasks.v2.CloudTasksProto.getDescriptor(),
                com.google.cloud.tasks.v2.QueueProto.getDescriptor(),
                com.google.cloud.tasks.v2.TaskProto.getDescriptor(),
                com.google.cloud.tasks.v2.TargetProto.getDescriptor())),
        new Version(
            dev.sluice.v1.admin.beta.CloudTasksBetaProto.getDescriptor(),
            List.of(
                com.google.cloud.tasks.v2beta3.CloudTasksProto.getDescriptor(),
                com.google.cloud.tasks.v2beta3.QueueProto.getDescriptor(),
                com.google.cloud.tasks.v2beta3.TaskProto.getDescriptor(),
                com.google.cloud.tasks.v2beta3.TargetProto.getDescriptor())));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void messagesAndEnums_areThePublishedOnes(Version version) {
    for (FileDescriptor file : version.published) {
      for (Descriptor message : file.getMessageTypes()) {
        same(version.ours.findMessageTypeByName(message.getName()), message);
      }
      for (EnumDescriptor type : file.getEnumTypes()) {
        same(version.ours.findEnumTypeByName(type.getName()), type);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void methods_areThePublishedOnes(Version version) {
    for (MethodDescriptor theirs :
        version.published.getFirst().getServices().getFirst().getMethods()) {
      MethodDescriptor ours =
          version.ours.getServices().getFirst().findMethodByName(theirs.getName());
      assertThat(ours).as(theirs.getFullName()).isNotNull();
      assertThat(ours.getFullName()).isEqualTo(theirs.getFullName());
      assertThat(ours.getInputType().getFullName()).isEqualTo(theirs.getInputType().getFullName());
      assertThat(ours.getOutputType().getFullName())
          .isEqualTo(theirs.getOutputType().getFullName());
      assertThat(
              ours.getOptions().getExtension(com.google.api.AnnotationsProto.http).toBuilder()
                  .clearAdditionalBindings()
                  .build())
          .isEqualTo(theirs.getOptions().getExtension(com.google.api.AnnotationsProto.http));
    }
  }

  private static void same(Descriptor ours, Descriptor theirs) {
    assertThat(ours).as(theirs.getFullName()).isNotNull();
    for (FieldDescriptor field : theirs.getFields()) {
      FieldDescriptor own = ours.findFieldByNumber(field.getNumber());
      assertThat(own).as(field.getFullName()).isNotNull();
      assertThat(plain(own)).isEqualTo(plain(field));
      assertThat(own.getFullName()).isEqualTo(field.getFullName());
      // Where ours has it and theirs has not, the bytes are the same.
      assertThat(own.hasPresence() || !field.hasPresence()).as(field.getFullName()).isTrue();
    }
    theirs
        .getNestedTypes()
        .forEach(nested -> same(ours.findNestedTypeByName(nested.getName()), nested));
    theirs
        .getEnumTypes()
        .forEach(nested -> same(ours.findEnumTypeByName(nested.getName()), nested));
  }

  private static FieldDescriptorProto plain(FieldDescriptor field) {
    return field.toProto().toBuilder()
        .clearOptions()
        .clearOneofIndex()
        .clearProto3Optional()
        .build();
  }

  private static void same(EnumDescriptor ours, EnumDescriptor theirs) {
    assertThat(ours).as(theirs.getFullName()).isNotNull();
    for (EnumValueDescriptor value : theirs.getValues()) {
      assertThat(ours.findValueByName(value.getName()).getNumber()).isEqualTo(value.getNumber());
    }
  }
}

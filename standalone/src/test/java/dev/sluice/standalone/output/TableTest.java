package dev.sluice.standalone.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void lines_cellsOfAllLengths_areAlignedWithoutTrailingBlanks() {
    Table table = new Table(List.of("A", "LONG", "C"));
    table.row(List.of("wide one", "x", "")).row(List.of("", "y", "z"));
    assertThat(table.lines())
        .containsExactly("A         LONG  C", "wide one  x", "          y     z");
  }

  @Test
  void row_lineBreaksAndEscapes_cannotBreakTheTable() {
    Table table = new Table(List.of("A")).row(List.of("one\r\ntwo\u001b[31m"));
    assertThat(table.lines()).containsExactly("A", "one two [31m");
  }

  @Test
  void row_cellMissing_isRefused() {
    Table table = new Table(List.of("A", "B"));
    assertThatThrownBy(() -> table.row(List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cells: 1 (expected: 2)");
  }
}

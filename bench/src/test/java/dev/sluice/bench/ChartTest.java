package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

  @Test
  void svg_barsAreAsLongAsMedians_andWordsAreEscaped() throws Exception {
    Chart chart = new Chart("2 cores & <1 GiB");
    chart.add("slow", figures(10, 30, 20));
    chart.add("quick", figures(40));

    Document picture = parsed(chart.svg());

    assertThat(texts(picture, "caption")).containsExactly("2 cores & <1 GiB");
    assertThat(texts(picture, "scenario")).containsExactly("slow", "quick");
    assertThat(texts(picture, "value")).containsExactly("20.0 (10.0 to 30.0)", "40.0");
    List<Element> bars = of(picture, "rect", "bar");
    double slow = Double.parseDouble(bars.getFirst().getAttribute("width"));
    double quick = Double.parseDouble(bars.getLast().getAttribute("width"));
    assertThat(slow).isPositive();
    assertThat(quick).isEqualTo(2 * slow);
  }

  private static Figures figures(double... runs) {
    Figures figures = new Figures();
    for (double each : runs) {
      figures.add("tasks_per_second", each);
    }
    return figures;
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document picture, String role) {
    return of(picture, "text", role).stream().map(Element::getTextContent).toList();
  }

  private static List<Element> of(Document picture, String tag, String role) {
    NodeList all = picture.getElementsByTagName(tag);
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(each -> each.getAttribute("class").equals(role))
        .toList();
  }
}

package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request as gcloud 528 puts it on the wire, byte for byte (spec sections 1.1 and 6). */
record WireRequest(String method, String path, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  /** A status and a JSON body. */
  record Answer(int status, JsonNode json) {}

  Answer send(int port) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\naccept: application/json\r\naccept-encoding: gzip, deflate\r\n"
            + "content-length: "
            + content.length
            + (content.length == 0 ? "" : "\r\ncontent-type: application/json")
            + "\r\nuser-agent: google-cloud-sdk gcloud/528.0.0 command/gcloud.tasks\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    }
  }

  private static Answer read(InputStream in) throws IOException {
    String all = readWhole(in);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer: " + all);
    }
    String head = all.substring(0, end);
    String content = all.substring(end + 4);
    boolean chunked =
        head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked");
    return new Answer(
        Integer.parseInt(head.substring(9, 12)),
        JSON.readTree(chunked ? joined(content) : content));
  }

  /** Reads one answer; the connection stays open, as gcloud's does. */
  private static String readWhole(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    while (!isWhole(read.toString(StandardCharsets.ISO_8859_1))) {
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      read.write(buffer, 0, count);
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  private static boolean isWhole(String bytes) {
    int end = bytes.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(bytes.substring(0, end));
    return length.find()
        ? bytes.length() >= end + 4 + Integer.parseInt(length.group(1))
        : bytes.endsWith("\r\n0\r\n\r\n");
  }

  private static String joined(String chunks) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = chunks.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < bytes.length) {
      int line = at;
      while (bytes[line] != '\r') {
        line++;
      }
      int size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.UTF_8), 16);
      if (size == 0) {
        break;
      }
      text.append(new String(bytes, line + 2, size, StandardCharsets.UTF_8));
      at = line + 2 + size + 2;
    }
    return text.toString();
  }
}

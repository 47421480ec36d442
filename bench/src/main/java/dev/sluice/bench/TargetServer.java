package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Where the tasks of a run arrive: one thread, one selector, nothing that costs. Answers at once,
 * or after the time that a handler is supposed to take.
 */
final class TargetServer implements Runnable {

  private static final int BACKLOG = 4_096;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private Arrivals arrivals = new Arrivals(0, 0);
  private long handlerNanos;

  /** An answer that is due later; all take equally long, so they are due in order. */
  private record Answer(TargetConnection to, long dueNanos, Arrivals leaves) {}

  TargetServer() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** Starts a round; to be called in the server's thread. */
  void begin(Arrivals round, long handlerMillis) {
    arrivals = round;
    handlerNanos = TimeUnit.MILLISECONDS.toNanos(handlerMillis);
  }

  /** What has arrived in this round; to be read in the server's thread. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Has something done in the server's thread. */
  void order(Runnable what) {
    orders.add(what);
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (true) {
        selector.select(this::serve, waitMillis());
        answerWhatIsDue();
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
          order.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long waitMillis() {
    Answer first = answers.peek();
    return first == null
        ? 0
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(first.dueNanos - System.nanoTime()));
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.attachment() instanceof TargetConnection connection
          && !connection.read(this::arrived)) {
        key.channel().close();
      }
    } catch (IOException e) {
      key.cancel();
    }
  }

  private void accept() throws IOException {
    for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
      next.configureBlocking(false);
      next.setOption(StandardSocketOptions.TCP_NODELAY, true);
      next.register(selector, SelectionKey.OP_READ, new TargetConnection(next));
    }
  }

  private void arrived(TargetConnection connection, byte[] body) {
    long nowNanos = System.nanoTime();
    arrivals.entered(body, nowNanos);
    if (handlerNanos == 0) {
      answer(connection, arrivals);
    } else {
      answers.add(new Answer(connection, nowNanos + handlerNanos, arrivals));
    }
  }

  private void answerWhatIsDue() {
    while (!answers.isEmpty() && answers.getFirst().dueNanos - System.nanoTime() <= 0) {
      Answer due = answers.removeFirst();
      answer(due.to, due.leaves);
    }
  }

  private static void answer(TargetConnection connection, Arrivals leaves) {
    leaves.left();
    try {
      connection.answer();
    } catch (IOException e) {
      // Its client has gone; the selector will say so.
    }
  }
}

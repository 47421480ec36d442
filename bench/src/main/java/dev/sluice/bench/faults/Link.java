package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** A way to a server, through a proxy that can cut it, hold back what it carries, or be slow. */
final class Link implements AutoCloseable {

  private static final int CHUNK = 16 << 10;

  /** How the link is. */
  sealed interface State {
    /** All passes. */
    record Open() implements State {}

    /** Connections are closed, new ones at once. */
    record Cut() implements State {}

    /** Connections stay open, and nothing passes until this is over. */
    record Stalled() implements State {}

    /** What is sent at a time arrives so much later, in both directions. */
    record Delayed(Duration by) implements State {}
  }

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile State state = new State.Open();
  private volatile boolean closed;

  private Link(ServerSocket listener, InetSocketAddress server) {
    this.listener = listener;
    this.server = server;
  }

  /**
   * Opens a link.
   *
   * @param address where it listens
   * @param port where it listens; 0: a free one
   */
  static Link open(InetAddress address, int port, InetSocketAddress server) throws IOException {
    Link link = new Link(new ServerSocket(port, 128, address), server);
    Thread.ofVirtual().start(link::accept);
    return link;
  }

  int port() {
    return listener.getLocalPort();
  }

  void set(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next instanceof State.Cut) {
      List.copyOf(sockets).forEach(Link::reset);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        // Closed by whoever carries its bytes, or below.
        Socket caller = listener.accept();
        sockets.add(caller);
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException e) {
        if (!closed) {
          throw new IllegalStateException("link to " + server, e);
        }
      }
    }
  }

  private void serve(Socket caller) {
    try (caller;
        Socket called = new Socket()) {
      if (state instanceof State.Cut) {
        reset(caller);
        return;
      }
      sockets.add(called);
      called.connect(server);
      caller.setTcpNoDelay(true);
      called.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> carry(called, caller));
      carry(caller, called);
      back.join();
      sockets.remove(called);
    } catch (IOException e) {
      // The server is away: the caller sees its connection closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(caller);
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        awaitPassage();
        out.write(chunk, 0, length);
      }
      awaitPassage();
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  private void awaitPassage() {
    if (state instanceof State.Delayed(Duration by)) {
      LockSupport.parkNanos(by.toNanos());
    }
    lock.lock();
    try {
      while (state instanceof State.Stalled && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed before.
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    set(new State.Cut());
  }
}

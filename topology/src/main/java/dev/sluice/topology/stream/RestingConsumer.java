package dev.sluice.topology.stream;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that waits for records no longer than its thread may rest: Streams itself asks for the
 * same time again and again, which is too long for a task that falls due and too short for a
 * scheduler that has nothing to do.
 */
final class RestingConsumer implements InvocationHandler {

  private static final Object[] NOTHING = {};

  private final Consumer<byte[], byte[]> consumer;
  private final Supplier<Duration> rest;

  private RestingConsumer(Consumer<byte[], byte[]> consumer, Supplier<Duration> rest) {
    this.consumer = consumer;
    this.rest = rest;
  }

  /**
   * Returns the consumer, but for its patience.
   *
   * @param rest how long the thread that asks may rest
   */
  static Consumer<byte[], byte[]> of(Consumer<byte[], byte[]> consumer, Supplier<Duration> rest) {
    @SuppressWarnings("unchecked") // The proxy passes everything on to one of this type.
    Consumer<byte[], byte[]> resting =
        (Consumer<byte[], byte[]>)
            Proxy.newProxyInstance(
                RestingConsumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                new RestingConsumer(consumer, rest));
    return resting;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] passed = arguments == null ? NOTHING : arguments;
    if (method.getName().equals("poll") && passed[0] instanceof Duration asked) {
      Duration allowed = rest.get();
      passed[0] = allowed.compareTo(asked) < 0 ? allowed : asked;
    }
    try {
      return method.invoke(consumer, passed);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}

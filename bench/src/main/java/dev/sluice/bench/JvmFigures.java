package dev.sluice.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another JVM of this user says of itself. */
final class JvmFigures implements AutoCloseable {

  /** The JIT is quiet when it compiles for less than this in a second. */
  private static final long QUIET_MILLIS_PER_SECOND = 60;

  private final JMXConnector connector;
  private final MBeanServerConnection beans;
  private final ThreadMXBean threads;

  private JvmFigures(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
    this.threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
  }

  // The address comes from a process that we started, not from outside.
  @SuppressWarnings("BanJNDI")
  static JvmFigures of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
        return new JvmFigures(JMXConnectorFactory.connect(url));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + ": cannot be asked", e);
    }
  }

  /** Bytes allocated by all threads so far. */
  long allocatedBytes() {
    return (long) get(ManagementFactory.THREAD_MXBEAN_NAME, "TotalThreadAllocatedBytes");
  }

  /**
   * A thread of Java code.
   *
   * @param cpuNanos CPU time that it has used so far
   */
  record ThreadTime(String name, long cpuNanos) {}

  /** Returns the threads that live, by their number. */
  Map<Long, ThreadTime> threadTimes() {
    long[] ids = threads.getAllThreadIds();
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long[] nanos = threads.getThreadCpuTime(ids);
    Map<Long, ThreadTime> times = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      // Without an answer it has ended meanwhile.
      if (infos[i] != null && nanos[i] >= 0) {
        times.put(ids[i], new ThreadTime(infos[i].getThreadName(), nanos[i]));
      }
    }
    return times;
  }

  /** Milliseconds spent compiling so far. */
  long compilationMillis() {
    return (long) get(ManagementFactory.COMPILATION_MXBEAN_NAME, "TotalCompilationTime");
  }

  /** Returns whether the JIT was quiet between two readings. */
  static boolean isQuiet(long beforeMillis, long afterMillis, Duration between) {
    return (afterMillis - beforeMillis) * 1_000
        < QUIET_MILLIS_PER_SECOND * Math.max(1, between.toMillis());
  }

  /** Megabytes of the heap that survive a full collection. */
  double liveHeapMib() {
    try {
      beans.invoke(
          new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), "gc", new Object[0], new String[0]);
    } catch (JMException | IOException e) {
      throw new IllegalStateException(e);
    }
    CompositeData used =
        (CompositeData) get(ManagementFactory.MEMORY_MXBEAN_NAME, "HeapMemoryUsage");
    return (double) ((long) used.get("used") >> 20);
  }

  private Object get(String bean, String attribute) {
    try {
      return beans.getAttribute(new ObjectName(bean), attribute);
    } catch (JMException | IOException e) {
      throw new IllegalStateException(bean + " " + attribute, e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}

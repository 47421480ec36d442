package dev.sluice.adminapi.service;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What became of many calls made at the same time.
 *
 * @param succeeded answers, in the order of the calls
 * @param failed refusals, by the number of the call from 0
 */
record AtOnce<T>(List<T> succeeded, TreeMap<Integer, Status> failed) {

  /** One of the calls. */
  @FunctionalInterface
  interface Call<T> {
    T run(int number) throws InterruptedException;
  }

  /** Makes the calls, and waits for all of them. */
  static <T> AtOnce<T> run(int count, Call<T> call) throws InterruptedException {
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(() -> call.run(number));
    }
    AtOnce<T> results = new AtOnce<>(new ArrayList<>(), new TreeMap<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> answers = threads.invokeAll(calls);
      for (int i = 0; i < count; i++) {
        results.take(i, answers.get(i));
      }
    }
    return results;
  }

  private void take(int number, Future<T> answer) throws InterruptedException {
    try {
      succeeded.add(answer.get());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof StatusRuntimeException refusal)) {
        throw new IllegalStateException("call " + number + " of a batch failed", e.getCause());
      }
      failed.put(number, status(refusal));
    }
  }

  private static Status status(StatusRuntimeException refusal) {
    Status status = StatusProto.fromThrowable(refusal);
    return status == null ? Status.newBuilder().setCode(Code.UNKNOWN_VALUE).build() : status;
  }
}

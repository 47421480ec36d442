package dev.sluice.adminapi.service;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.call.Refusals;
import io.grpc.stub.StreamObserver;

/** What became of batches; see {@link Operations} for how long that is known, and to whom. */
final class OperationsService extends OperationsGrpc.OperationsImplBase {

  private final Calls calls;
  private final Operations operations;

  OperationsService(Calls calls, Operations operations) {
    this.calls = calls;
    this.operations = operations;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer, deadline -> operations.find(request.getName()).orElseThrow(Refusals::notFound));
  }
}

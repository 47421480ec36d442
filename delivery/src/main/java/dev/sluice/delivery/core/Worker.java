package dev.sluice.delivery.core;

import dev.sluice.delivery.core.HeldAttempt.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The worker's half of the delivery protocol (design section 5), for all lanes of one worker.
 *
 * <p>What it keeps: per lane how far records were received, and every attempt from the acknowledged
 * commit of its dispatch until the acknowledged write of its outcome; per scheduler partition when
 * the worker's Holdings were last acknowledged. The rules it holds:
 *
 * <ul>
 *   <li>nothing starts before the commit of its dispatch was acknowledged; a commit that failed
 *       leaves no trace;
 *   <li>nothing is sent unless the Holdings last acknowledged in its partition are at most 5 s old;
 *       unsent attempts of a worker out of contact are given back; out of contact for 10 s, it
 *       cancels what it sent;
 *   <li>a sequence at or below a lane's mark is never started: somebody received it before;
 *   <li>an attempt that was dispatched after another one starts when that has ended here, and is
 *       given back if it cannot be told when, or if it takes long;
 *   <li>each attempt ends once, and is named in every report from its receipt until its outcome is
 *       in the log.
 * </ul>
 *
 * <p>Nanoseconds are those of one monotonic clock. Not safe for use by several threads.
 */
public final class Worker {

  private final WorkerLimits limits;
  private final TreeMap<Integer, Lane> lanes = new TreeMap<>();
  private final TreeMap<Integer, Contact> contacts = new TreeMap<>();
  private boolean draining;

  /** Makes a worker that owns no lane. */
  public Worker(WorkerLimits limits) {
    this.limits = limits;
  }

  /**
   * A lane was assigned to this worker.
   *
   * @param lane the lane
   * @param receivedMark highest sequence received according to the lane's commit metadata; 0: none
   */
  public void assign(int lane, long receivedMark) {
    lane(lane).assign(receivedMark);
    contact(lane).speakSoon();
    speakSoonOfOwned();
  }

  /** A lane was taken from this worker; what is held of it stays held until answered. */
  public void revoke(int lane) {
    Lane gone = lanes.get(lane);
    if (gone == null || !gone.isOwned()) {
      return;
    }
    gone.revoke();
    contact(lane).speakSoon();
    speakSoonOfOwned();
    forget(gone);
  }

  /** The worker left its group: it owns no lane. */
  public void revokeAll() {
    List.copyOf(lanes.keySet()).forEach(this::revoke);
  }

  /**
   * A dispatch was read. It counts as received when {@link #commitAcknowledged} is called.
   *
   * @param lane the lane it was read from
   * @param sequence its sequence
   * @param after sequence of the attempt that has to end before it starts; 0: none
   * @param bytes its size
   * @param deadlineMillis how long the attempt may take
   * @return false if it is to be skipped: the lane is not owned, or the sequence was received
   *     before, here or elsewhere
   */
  public boolean receive(int lane, long sequence, long after, long bytes, long deadlineMillis) {
    Lane known = lanes.get(lane);
    return known != null && known.stage(sequence, after, bytes, deadlineMillis);
  }

  /** A barrier was read: nothing up to that sequence will come any more. */
  public void receiveBarrier(int lane, long sequence) {
    Lane known = lanes.get(lane);
    if (known != null) {
      known.stageMark(sequence);
    }
  }

  /** Returns the mark to commit for a lane with what was read so far; 0 if it is not owned. */
  public long markToCommit(int lane) {
    Lane known = lanes.get(lane);
    return known == null ? 0 : known.stagedMark();
  }

  /** The commit of all that was read is acknowledged: it is held, and may start. */
  public List<Action> commitAcknowledged(long nowNanos) {
    List<Action> actions = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      Contact contact = contact(lane.number);
      for (HeldAttempt attempt : lane.commit(nowNanos)) {
        boolean admitted = lane.succession.admit(attempt);
        if (draining) {
          actions.add(abandon(lane, attempt, "the worker is stopping"));
        } else if (!admitted) {
          actions.add(abandon(lane, attempt, "the attempt before it is another worker's"));
        } else if (attempt.isNext() && contact.isFresh(nowNanos)) {
          actions.add(start(attempt, nowNanos));
        }
      }
    }
    return actions;
  }

  /** The commit failed: what was read since the last one is somebody else's, or is read again. */
  public void commitFailed() {
    lanes.values().forEach(Lane::drop);
  }

  /**
   * Asked right before a request is written. After a yes the request counts as sent.
   *
   * @return false if it must not be: the attempt has ended, or the worker is out of contact or
   *     stopping
   */
  public boolean maySend(AttemptKey key, long nowNanos) {
    HeldAttempt attempt = find(key);
    if (attempt == null || attempt.is(State.WAITING) || attempt.is(State.ENDED)) {
      return false;
    }
    if (!contact(key.lane()).isFresh(nowNanos)) {
      return false;
    }
    attempt.send();
    return true;
  }

  /**
   * An attempt's thread is done with it.
   *
   * @return if this is its end, so that its outcome is to be written, what may start now; empty if
   *     it had ended before
   */
  public Optional<List<Action>> end(AttemptKey key, long nowNanos) {
    HeldAttempt attempt = find(key);
    if (attempt == null || attempt.is(State.ENDED)) {
      return Optional.empty();
    }
    Lane lane = lane(key.lane());
    lane.end(attempt);
    return Optional.of(successors(lane, nowNanos));
  }

  private List<Action> successors(Lane lane, long nowNanos) {
    List<Action> actions = new ArrayList<>(1);
    for (HeldAttempt attempt : lane.succession.freed()) {
      // Out of contact it goes on waiting, for the next Holdings.
      if (!draining && attempt.isNext() && contact(lane.number).isFresh(nowNanos)) {
        actions.add(start(attempt, nowNanos));
      }
    }
    return actions;
  }

  /** The outcome of an attempt is in the log: it is not held any more. */
  public void outcomeAcknowledged(AttemptKey key) {
    Lane lane = lanes.get(key.lane());
    if (lane != null) {
      lane.release(key.sequence());
      forget(lane);
    }
  }

  /** Ends what time has run out for; to be called several times a second. */
  public List<Action> tick(long nowNanos) {
    List<Action> actions = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      Contact contact = contact(lane.number);
      for (HeldAttempt attempt : lane.held.values()) {
        Action action = overtakenByTime(lane, attempt, contact, nowNanos);
        if (action != null) {
          actions.add(action);
        }
      }
      actions.addAll(successors(lane, nowNanos));
    }
    return actions;
  }

  private static @Nullable Action overtakenByTime(
      Lane lane, HeldAttempt attempt, Contact contact, long nowNanos) {
    if (attempt.isUnsent() && contact.isStaleFor(attempt, nowNanos)) {
      return abandon(lane, attempt, "the worker was out of contact with Kafka");
    }
    if (attempt.is(State.SENT) && contact.isCutOff(nowNanos)) {
      return cancel(
          lane, attempt, "the worker was cut off from Kafka while waiting for the response");
    }
    if (attempt.after() != 0
        && attempt.isUnsent()
        && nowNanos - attempt.receivedNanos > Durations.FOLLOWS_WITHIN_NANOS) {
      return abandon(lane, attempt, "the attempt before it takes long");
    }
    if (attempt.isOverdue(nowNanos, Durations.OVERDUE_AFTER_NANOS)) {
      lane.end(attempt);
      return new Action.Overdue(attempt.key);
    }
    return null;
  }

  /**
   * Returns the reports that are due: every 2 s, soon after a change of lanes or of room, one last
   * empty one where nothing is owned or held any more, and none to a partition that has not
   * answered the one before.
   */
  public List<HoldingsReport> holdings(long nowNanos) {
    Credit credit = Credit.of(limits, lanes.values(), draining);
    List<HoldingsReport> due = new ArrayList<>();
    for (Contact contact : contacts.values()) {
      if (roomChangedMuch(contact, credit)) {
        contact.speakSoon();
      }
      if (!contact.isDue(nowNanos)) {
        continue;
      }
      HoldingsReport report = report(contact.partition, credit, nowNanos);
      if (!report.isEmpty() || contact.hasSaidSomething()) {
        contact.took(report);
        due.add(report);
      }
    }
    return due;
  }

  private boolean roomChangedMuch(Contact contact, Credit credit) {
    for (Lane lane : lanesOf(contact.partition)) {
      int told = contact.lastToldCapacity(lane.number);
      if (lane.isOwned() && told >= 0 && credit.differsMuch(lane, told)) {
        return true;
      }
    }
    return false;
  }

  private HoldingsReport report(int partition, Credit credit, long nowNanos) {
    List<HoldingsReport.OwnedLane> owned = new ArrayList<>();
    List<HoldingsReport.HeldLane> held = new ArrayList<>();
    for (Lane lane : lanesOf(partition)) {
      if (lane.isOwned()) {
        owned.add(credit.of(lane));
      }
      if (!lane.held.isEmpty()) {
        held.add(new HoldingsReport.HeldLane(lane.number, List.copyOf(lane.held.keySet())));
      }
    }
    return new HoldingsReport(partition, nowNanos, owned, held);
  }

  /**
   * A report is in the log: what waited for it starts.
   *
   * @param report one that {@link #holdings} returned
   */
  public List<Action> holdingsAcknowledged(HoldingsReport report, long nowNanos) {
    Contact contact = contactOf(report.partition());
    contact.acknowledged(report.takenNanos());
    List<Action> actions = new ArrayList<>();
    if (draining || !contact.isFresh(nowNanos)) {
      return actions;
    }
    for (Lane lane : lanesOf(report.partition())) {
      for (HeldAttempt attempt : lane.held.values()) {
        if (attempt.isNext()) {
          actions.add(start(attempt, nowNanos));
        }
      }
    }
    return actions;
  }

  /** A report could not be written; another one is due at once. */
  public void holdingsFailed(HoldingsReport report) {
    contactOf(report.partition()).failed();
  }

  /** From now on the worker takes nothing and starts nothing; what is not sent is given back. */
  public List<Action> drain() {
    draining = true;
    contacts.values().forEach(Contact::speakSoon);
    List<Action> actions = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      for (HeldAttempt attempt : lane.held.values()) {
        if (attempt.isUnsent()) {
          actions.add(abandon(lane, attempt, "the worker is stopping"));
        }
      }
    }
    return actions;
  }

  /** The grace period is over: what was sent is not waited for any more. */
  public List<Action> stop() {
    List<Action> actions = drain();
    for (Lane lane : lanes.values()) {
      for (HeldAttempt attempt : lane.held.values()) {
        if (attempt.is(State.SENT)) {
          actions.add(cancel(lane, attempt, "the worker stopped before the response came"));
        }
      }
    }
    return actions;
  }

  /** Returns how many attempts are held in all. */
  public int heldCount() {
    return lanes.values().stream().mapToInt(lane -> lane.held.size()).sum();
  }

  /** Returns how many attempts are running, in all. */
  public int runningCount() {
    return (int)
        heldNow().stream().filter(one -> one.is(State.STARTED) || one.is(State.SENT)).count();
  }

  /** Whether every partition that lanes are owned of has heard from the worker lately. */
  public boolean isInContact(long nowNanos) {
    return lanes.values().stream()
        .filter(Lane::isOwned)
        .allMatch(lane -> contact(lane.number).isFresh(nowNanos));
  }

  private Action start(HeldAttempt attempt, long nowNanos) {
    attempt.start(nowNanos);
    return new Action.Start(attempt.key);
  }

  private static Action abandon(Lane lane, HeldAttempt attempt, String reason) {
    lane.end(attempt);
    return new Action.Abandon(attempt.key, reason);
  }

  private static Action cancel(Lane lane, HeldAttempt attempt, String reason) {
    lane.end(attempt);
    return new Action.Cancel(attempt.key, reason);
  }

  private void speakSoonOfOwned() {
    for (Lane lane : lanes.values()) {
      if (lane.isOwned()) {
        contact(lane.number).speakSoon();
      }
    }
  }

  private void forget(Lane lane) {
    if (lane.isForgotten()) {
      lanes.remove(lane.number);
    }
  }

  private @Nullable HeldAttempt find(AttemptKey key) {
    Lane lane = lanes.get(key.lane());
    return lane == null ? null : lane.held.get(key.sequence());
  }

  private List<HeldAttempt> heldNow() {
    return lanes.values().stream().flatMap(lane -> lane.held.values().stream()).toList();
  }

  private List<Lane> lanesOf(int partition) {
    return lanes.values().stream()
        .filter(lane -> limits.partitionOf(lane.number) == partition)
        .toList();
  }

  private Lane lane(int number) {
    return lanes.computeIfAbsent(number, Lane::new);
  }

  private Contact contact(int lane) {
    return contactOf(limits.partitionOf(lane));
  }

  private Contact contactOf(int partition) {
    return contacts.computeIfAbsent(partition, Contact::new);
  }
}

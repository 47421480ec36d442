#!/bin/sh
# Measures two other queues at the work of `sluice bench throughput kafka-256`: bodies of 1 KB
# posted to the same target, their stores on the same machine. Needs a built Sluice, node, npm, and
# postgres or redis-server (Debian packages postgresql and redis-server).
#   TASKS=60000 ROUNDS=3 CONCURRENCY=256 bench/peers/run.sh [graphile] [bullmq]
set -eu
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
home=$(CDPATH='' cd -- "$here/../.." && pwd -P)
export TASKS="${TASKS:-60000}" ROUNDS="${ROUNDS:-3}" CONCURRENCY="${CONCURRENCY:-256}"
export JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
"$JAVA" -version 2>&1 | grep -q 'version "25[".-]' || {
  echo "error: $JAVA is no JDK 25, which the target is compiled for (expected: JAVA_HOME at one)" >&2
  exit 2
}
bench=$(ls "$home"/bench/target/sluice-bench-*.jar)
export CLASS_PATH="$bench:$home/standalone/target/lib/*"
work=$(mktemp -d)
store=
stop() {
  [ -z "$store" ] || kill "$store" 2>/dev/null || true
  [ -z "$store" ] || wait "$store" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
cp "$here"/*.mjs "$here/package.json" "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund --ignore-scripts)

graphile() {
  bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  # PostgreSQL refuses to run as root.
  user=$(id -un)
  [ "$(id -u)" -ne 0 ] || user=postgres
  chmod 755 "$work"
  mkdir "$work/pg"
  [ "$user" = "$(id -un)" ] || chown "$user" "$work/pg"
  # No function: in the background that would be a shell between us and the store.
  set --
  [ "$user" = "$(id -un)" ] || set -- setpriv --reuid "$user" --regid "$user" --clear-groups
  "$@" "$bin/initdb" -D "$work/pg" -U bench -A trust >/dev/null
  "$@" "$bin/postgres" -D "$work/pg" -c listen_addresses=127.0.0.1 -c port=25432 -c unix_socket_directories= \
    -c max_connections=100 -c shared_buffers=256MB >"$work/postgres.log" 2>&1 &
  store=$!
  for _ in $(seq 50); do "$bin/pg_isready" -q -h 127.0.0.1 -p 25432 && break; sleep 0.2; done
  (cd "$work" && DATABASE_URL=postgres://bench@127.0.0.1:25432/postgres STORE_PID=$store node graphile.mjs)
  kill -INT "$store"
  wait "$store" || true
  store=
}

bullmq() {
  mkdir "$work/redis"
  redis-server --port 26379 --bind 127.0.0.1 --dir "$work/redis" --appendonly yes --appendfsync everysec \
    --save '' >"$work/redis.log" 2>&1 &
  store=$!
  sleep 1
  (cd "$work" && REDIS_PORT=26379 STORE_PID=$store node bullmq.mjs)
  kill "$store"
  wait "$store" || true
  store=
}

for peer in "${@:-graphile}"; do
  case $peer in
    graphile | bullmq) "$peer" ;;
    *) echo "error: $peer (expected: graphile or bullmq)" >&2; exit 2 ;;
  esac
done

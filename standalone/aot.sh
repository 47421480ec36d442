#!/bin/sh
# Records what the JVM loads and links when Sluice starts, so that later starts need not do it
# again: the JDK's ahead-of-time cache, one for `up` and the roles, one for the short commands.
# Run by the build of a checkout after its class path is complete. In an unpacked archive it may be
# run once, since a cache fits one machine and JDK only. Whoever has no cache starts more slowly.
set -u
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P) || exit 1
if [ -x "$here/sluice" ]; then
  home=$here
  out=$home/aot
else
  home=$(CDPATH='' cd -- "$here/.." && pwd -P) || exit 1
  out=$home/standalone/target/aot
fi
work=$out-work
rm -rf "$out" "$work"
mkdir -p "$out" "$work" || exit 1

# What is recorded starts as nobody has set it up: never as a part of the caller's cluster.
for name in $(env | sed -n 's/^\(SLUICE_[A-Za-z0-9_]*\)=.*/\1/p'); do
  unset "$name"
done
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

# The launcher takes options as words, and the path of this folder may have a space.
cd "$work" || exit 1
recording() {
  printf '%s' "-XX:AOTCacheOutput=$1.aot"
}

SLUICE_JAVA_OPTS=$(recording command) "$home/sluice" --version \
  >/dev/null 2>"$work/command.log" </dev/null

# A minute is enough anywhere; then it is stopped as an operator would.
SLUICE_JAVA_OPTS=$(recording up) "$home/sluice" up --port 0 --demo --data "$work/data" \
  >"$work/up.out" 2>"$work/up.log" </dev/null &
pid=$!
waited=0
while [ $waited -lt 120 ] && kill -0 $pid 2>/dev/null; do
  grep -q 'Sluice is ready' "$work/up.out" && break
  sleep 0.5
  waited=$((waited + 1))
done
sleep 2
kill -TERM $pid 2>/dev/null
wait $pid

for name in command up; do
  [ -s "$work/$name.aot" ] && mv "$work/$name.aot" "$out/$name.aot"
done
[ -s "$out/up.aot" ] || cat "$work/up.log" >&2
rm -rf "$work"
exit 0

#!/bin/bash
# Runs the packed check of nets on this machine's graphics card and on its processor, and compares them. Part by part: a
# driver that crashes ends one part. Reads nothing from outside; writes below $OUT. Tried without a card by
# CHECK_OPTIONS='--software --share 0.03' and Mesa's lavapipe as Vulkan driver (VK_DRIVER_FILES).
here=$(cd "$(dirname "$0")" && pwd)
export OUT=${OUT:-$here/out}
work=$(mktemp -d)
mkdir -p "$OUT"
tar -C "$work" -xJf "$here/check.tar.xz" 2>/dev/null || python3 -m tarfile -e "$here/check.tar.xz" "$work"
chmod +x "$work/node" && cp "$here/check.mjs" "$work/"
cd "$work" || exit 1
part() { # part DEVICE SECONDS
  echo "== $1 on $2"
  timeout "$3" ./node check.mjs "$1" "$2" --out "$OUT" $CHECK_OPTIONS 2>"$OUT/stderr-$1-$2" | tee -a "$OUT/check.jsonl"
  code=${PIPESTATUS[0]}
  [ "$code" = 0 ] || { echo "{\"part\":\"$1\",\"device\":\"$2\",\"exit\":$code}" | tee -a "$OUT/check.jsonl"; tail -5 "$OUT/stderr-$1-$2"; }
  return "$code"
}
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null
grep -m1 'model name' /proc/cpuinfo
# The two devices do not wait for each other; what the processor says comes at the end.
(for name in adapter fit nets speed operations; do part "$name" cpu "${SECONDS_PER_PART:-60}"; done) >"$OUT/on-cpu" 2>&1 &
if part adapter gpu 60; then
  for name in fit nets speed operations; do part "$name" gpu "${SECONDS_PER_PART:-60}"; done
fi
wait
cat "$OUT/on-cpu"
part compare cpu 30

#!/bin/bash
# Runs the packed check of nets on this machine's graphics card and on its processor, and compares them. Part by part: a
# driver that crashes ends one part. Reads nothing from outside; writes below $OUT. Tried without a card by
# CHECK_OPTIONS='--software --share 0.03' and Mesa's lavapipe as Vulkan driver (VK_DRIVER_FILES). PARTS names other parts
# than all; SECONDS_PER_PART is how long each may take.
here=$(cd "$(dirname "$0")" && pwd)
export OUT=${OUT:-$here/out}
work=$(mktemp -d)
mkdir -p "$OUT"
tar -C "$work" -xJf "$here/check.tar.xz" 2>/dev/null || python3 -m tarfile -e "$here/check.tar.xz" "$work"
chmod +x "$work/node" && cp "$here/check.mjs" "$work/"
cd "$work" || exit 1
parts=${PARTS:-fit images texts image-speed speed nets operations}
limit=${SECONDS_PER_PART:-180}
watch_card() {
  nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -lms 200 >"$OUT/card-memory" 2>/dev/null &
  watch=$!
}
part() { # part DEVICE SECONDS
  echo "== $1 on $2"
  [ "$2" = gpu ] && watch_card
  timeout "$3" ./node check.mjs "$1" "$2" --out "$OUT" $CHECK_OPTIONS 2>"$OUT/stderr-$1-$2" | tee -a "$OUT/check.jsonl"
  code=${PIPESTATUS[0]}
  [ "$2" = gpu ] && { kill "$watch" 2>/dev/null; echo "most memory in use on the card: $(sort -n "$OUT/card-memory" | tail -1) MiB"; }
  [ "$code" = 0 ] || { echo "{\"part\":\"$1\",\"device\":\"$2\",\"exit\":$code}" | tee -a "$OUT/check.jsonl"; tail -5 "$OUT/stderr-$1-$2"; }
  return "$code"
}
nvidia-smi --query-gpu=name,driver_version,memory.total,memory.used --format=csv,noheader 2>/dev/null
grep -m1 'model name' /proc/cpuinfo
# The two devices do not wait for each other; what the processor says comes at the end. A net takes one core of it.
export -f part
cores=$(nproc)
(printf '%s\n' adapter $parts | xargs -P $((cores < 8 ? 1 : cores / 2 - 1)) -I{} bash -c "part {} cpu $limit") >"$OUT/on-cpu" 2>&1 &
processor=$!
if part adapter gpu 60; then
  for name in $parts; do part "$name" gpu "$limit"; done
fi
wait "$processor"
cat "$OUT/on-cpu"
part compare cpu 30

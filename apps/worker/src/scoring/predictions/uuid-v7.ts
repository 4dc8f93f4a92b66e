import { randomFillSync } from 'node:crypto';
import type { PredictionId } from '@millrace/pipeline-core/ids';

const bytesOfOne = 10;
const pool = new Uint8Array(bytesOfOne * 512);
/** The pool in hex, made at once: 20 digits for each id. */
let digits = '';
let used = 0;

/** A version 7 UUID: 48 bits of time in ms, then random bits. Ids sort by the time they were made. */
export function uuidV7(now: number = Date.now()): string {
  if (used >= digits.length) {
    digits = Buffer.from(randomFillSync(pool)).toString('hex');
    used = 0;
  }
  const random = digits.slice(used, used + 2 * bytesOfOne);
  used += 2 * bytesOfOne;
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${timeDigits(now)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

let before = { now: Number.NaN, text: '' };

/** Many ids are made in the same millisecond. */
function timeDigits(now: number): string {
  if (before.now !== now) {
    const time = now.toString(16).padStart(12, '0');
    before = { now, text: `${time.slice(0, 8)}-${time.slice(8)}` };
  }
  return before.text;
}

export function newPredictionId(): PredictionId {
  return uuidV7() as PredictionId; // a UUID by the way it is made, and one for each row: not checked again
}

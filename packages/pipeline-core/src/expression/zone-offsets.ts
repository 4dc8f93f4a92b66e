import { dayMs, makeDay } from './calendar';

/** Offsets from UTC in milliseconds: `offsets[0]` before the first edge, `offsets[n]` from edge n - 1 on. */
export type ZoneOffsets = { edges: readonly number[]; offsets: readonly number[] };

/** Transitions are read between these years; before and after, the nearest offset holds. */
const firstMs = makeDay(1900, 1, 1) * dayMs;
const lastMs = makeDay(2100, 1, 1) * dayMs;
/** No zone has had two transitions closer together. */
const stepMs = 2 * dayMs;

const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** A name of the IANA time zone database that this platform knows. */
export function isZone(zone: string): boolean {
  if (!zoneName.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // the constructor throws for a name it does not know
  }
}

const known = new Map<string, ZoneOffsets>();

/**
 * The offsets of a zone from 1900 to 2100, read once from the platform's zone table:
 * 1. ask for the offset every other day;
 * 2. where it differs from the one before, halve the time between to the millisecond of the transition.
 */
export function zoneOffsets(zone: string): ZoneOffsets {
  const cached = known.get(zone);
  if (cached !== undefined) return cached;
  const offsetAt = offsetReader(zone);
  const edges: number[] = [];
  const offsets = [offsetAt(firstMs)];
  for (let before = firstMs; before < lastMs; before += stepMs) {
    const after = Math.min(before + stepMs, lastMs);
    const offset = offsetAt(after);
    if (offset === offsets.at(-1)) continue;
    edges.push(transition(offsetAt, before, after));
    offsets.push(offset);
  }
  const read = { edges, offsets };
  known.set(zone, read);
  return read;
}

/** The first millisecond with the offset of `after`. */
function transition(offsetAt: (ms: number) => number, before: number, after: number): number {
  const old = offsetAt(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

function offsetReader(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => {
    // "10/27/2024, 02:59:59": always in this order in American English.
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(ms).match(/\d+/g) ?? []
    ).map(Number);
    const wallClock = makeDay(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
    return wallClock - Math.floor(ms / 1000) * 1000;
  };
}

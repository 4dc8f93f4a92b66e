import { TimeUnit } from 'apache-arrow';

/** A time of day as HH:MM:SS with as many decimals as it has. */
export function timeText(cell: number | bigint, unit: TimeUnit): string {
  const perSecond: Record<TimeUnit, bigint> = {
    [TimeUnit.SECOND]: 1n,
    [TimeUnit.MILLISECOND]: 1000n,
    [TimeUnit.MICROSECOND]: 1_000_000n,
    [TimeUnit.NANOSECOND]: 1_000_000_000n,
  };
  const scale = perSecond[unit];
  const value = BigInt(cell);
  const seconds = value / scale;
  const two = (part: bigint) => String(part).padStart(2, '0');
  const whole = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const rest = value % scale;
  if (rest === 0n) return whole;
  return `${whole}.${String(rest)
    .padStart(String(scale).length - 1, '0')
    .replace(/0+$/, '')}`;
}

/** A nested cell as JSON: whole numbers beyond 53 bits and bytes as texts. */
export function jsonText(cell: unknown): string {
  return JSON.stringify(plain(cell));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.toISOString();
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON());
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain); // just tested
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

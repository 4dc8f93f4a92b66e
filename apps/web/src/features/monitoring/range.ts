export type Range = '1h' | '24h' | '7d';

export const rangeOptions = [
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '1 day' },
  { value: '7d', label: '1 week' },
] as const;

/** The range an address asks for; an hour when it says nothing. */
export function rangeFrom(value: string | null): Range {
  return value === '24h' || value === '7d' ? value : '1h';
}

import { formatCount } from '../../lib/format-number';

/** What asks for a person, in words, by the place of the navigation where it waits. */
export function attentionOf({ putAside }: { putAside: number }): Readonly<Record<string, string>> {
  return putAside === 0 ? {} : { monitoring: `${formatCount(putAside, 'event')} put aside` };
}

import { z } from 'zod';

/**
 * What the host hands a step that reads from outside: its secret and what it may reach. Travels in the request to the
 * child only; it is in no log, no job and no row.
 */
export const outsideGrantSchema = z.object({
  secret: z.string().nullable(),
  /** Hosts, alone or with a port, that may be private. */
  privateHosts: z.array(z.string()),
  /** Folders below which files may be read. */
  watchRoots: z.array(z.string()),
  /** Of a source of events: the file that the host has written them into, and how many there are. */
  events: z.object({ path: z.string(), count: z.int() }).optional(),
});
export type OutsideGrant = z.output<typeof outsideGrantSchema>;

/** Nothing private, no folder, no secret. */
export const noGrant: OutsideGrant = { secret: null, privateHosts: [], watchRoots: [] };

/** Entries of a list in an environment variable, parted by commas (hosts) or by the path delimiter too (folders). */
export function readList(text: string | undefined, separator: RegExp): string[] {
  return (text ?? '')
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

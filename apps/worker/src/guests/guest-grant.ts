import { z } from 'zod';

/** A Python environment that a step may use. */
export const guestEnvironmentSchema = z.object({
  name: z.string(),
  /** The interpreter, as it calls itself. */
  python: z.string(),
  version: z.string(),
  /** Versions of the packages that steps ask for, by name; without those that are not there. */
  packages: z.record(z.string(), z.string()),
  /** Folders it reads its modules from. */
  folders: z.array(z.string()),
});
export type GuestEnvironment = z.output<typeof guestEnvironmentSchema>;

/** What a step that runs code of others is given: the environments of this worker, and whether they are fenced in. */
export const guestGrantSchema = z.object({
  environments: z.array(guestEnvironmentSchema).min(1),
  fenced: z.boolean(),
});
export type GuestGrant = z.output<typeof guestGrantSchema>;

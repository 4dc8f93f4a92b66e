import { z } from 'zod';
import { guestGrantSchema } from '../../guests/guest-grant';

/** What a model process is given to ask a model of Python: which environments there are, and where guests get their folders. */
export const guestHomeSchema = z.object({
  /** null: this machine has no Python that models may be asked through. */
  grant: guestGrantSchema.nullable(),
  /** Absolute; nobody else's, and there as long as the process. */
  folder: z.string(),
  /** Memory cap of the guest. */
  megabytes: z.number(),
});
export type GuestHome = z.output<typeof guestHomeSchema>;

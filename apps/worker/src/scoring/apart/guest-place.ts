import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestGrant } from '../../guests/guest-grant';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { GuestHome } from './guest-home';

/** What this machine has for models of Python: its environments, and where guests get their folders. */
export type GuestPlace = { grant: GuestGrant | null; folder: string };

/** A home for the guest of one model process; `clear` takes it away once that has ended. */
export function ownHome(
  { grant, folder }: GuestPlace,
  { megabytes, logger }: { megabytes: number; logger: Logger },
): { home: GuestHome; clear(this: void): Promise<void> } {
  const own = join(folder, `release-${randomUUID()}`);
  return {
    home: { grant, folder: own, megabytes },
    async clear() {
      // Its guest ends with it, and may write for a moment longer.
      await rm(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch((error: unknown) => {
        logger.warn({ folder: own, error: messageOf(error) }, 'the folder of a guest stays');
      });
    },
  };
}

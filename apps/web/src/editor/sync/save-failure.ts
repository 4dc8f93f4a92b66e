import { z } from 'zod';
import { reportOf } from '../../client/error-report';
import type { SaveState } from '../store/session-slice';

/** What has become of a save that failed: try again by itself, wait for a sign-in, or leave it to the person. */
export type SaveFailure = { kind: 'offline' | 'signed-out' | 'refused'; message: string };

const withStatus = z.object({ data: z.object({ httpStatus: z.number() }) });

/** 408 and 429: the server asks for patience, not for another drawing. */
const patience = new Set([408, 429]);

/**
 * Judged by HTTP status, not by the text:
 * - no status or 5xx: nobody is there, or the database is not. The same save may work later.
 * - 401: the session has ended. The same save works after signing in, perhaps in another tab.
 * - other 4xx: the same save will be refused again.
 */
export function toSaveFailure(error: unknown): SaveFailure {
  const parsed = withStatus.safeParse(error);
  const status = parsed.success ? parsed.data.data.httpStatus : null;
  const { message } = reportOf(error);
  if (status === 401)
    return { kind: 'signed-out', message: 'Sign in again in another tab, then come back to this one.' };
  if (status === null || status >= 500 || patience.has(status)) return { kind: 'offline', message };
  return { kind: 'refused', message };
}

/** Why the drawing is not on the server after a save was tried; null while nothing is wrong. */
export function saveTrouble({ saveState }: { saveState: SaveState }): string | null {
  switch (saveState.kind) {
    case 'offline':
    case 'signed-out':
    case 'refused':
      return saveState.message;
    case 'saved':
    case 'unsaved':
    case 'saving':
      return null;
    default:
      return saveState satisfies never;
  }
}

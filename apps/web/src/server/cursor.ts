import type { z } from 'zod';
import { Refusal } from './errors';

/** Places in a list as texts for an address. Callers hand them back as they are. */
export function cursorOf<S extends z.ZodType>(place: S) {
  return {
    write: (at: z.output<S>): string => Buffer.from(JSON.stringify(at)).toString('base64url'),
    read(text: string): z.output<S> {
      try {
        return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      } catch {
        throw new Refusal(
          'invalid',
          'The cursor is none that was answered.',
          'Send `next` of the last answer as it came, or leave it out.',
        );
      }
    },
  };
}

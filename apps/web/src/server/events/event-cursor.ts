import { z } from 'zod';
import { Refusal } from '../errors';

/** Place of an event in what happened: by when it came, then by topic and offset. */
export const eventPlaceSchema = z.object({ receivedAt: z.coerce.date(), topic: z.string(), offset: z.number().int() });
type EventPlace = z.output<typeof eventPlaceSchema>;

/** A place as text for an address. Callers hand it back as it is. */
export function writeCursor({ receivedAt, topic, offset }: EventPlace): string {
  return Buffer.from(JSON.stringify({ receivedAt, topic, offset })).toString('base64url');
}

export function readCursor(text: string): EventPlace {
  try {
    return eventPlaceSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Refusal(
      'invalid',
      'The cursor is none that was answered.',
      'Send `next` of the last answer as it came, or leave it out.',
    );
  }
}

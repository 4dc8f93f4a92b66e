import { z } from 'zod';
import { cursorOf } from '../cursor';

/** Place of an event in what happened: by when it came, then by topic and offset. */
export const eventPlaceSchema = z.object({ receivedAt: z.coerce.date(), topic: z.string(), offset: z.number().int() });

const cursor = cursorOf(eventPlaceSchema);

export function writeCursor({ receivedAt, topic, offset }: z.output<typeof eventPlaceSchema>): string {
  return cursor.write({ receivedAt, topic, offset });
}

export const readCursor = cursor.read;

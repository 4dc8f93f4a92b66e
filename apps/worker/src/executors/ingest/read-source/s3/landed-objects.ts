import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { S3Object } from '../../../../outside/s3/list-objects';

/**
 * Which objects have landed. Each of the last ones is known by itself, by key and ETag, so that one that becomes visible
 * late (an upload of many parts bears the time it began) is still new. What is at or below the border landed before those.
 */
export const landedSchema = z
  .object({ known: z.array(z.string()), border: z.object({ modified: z.number(), key: z.string() }).nullable() })
  .nullable()
  .catch(null);
export type Landed = NonNullable<z.output<typeof landedSchema>>;

/** Objects that are known by themselves: some 200 KB of cursor. */
export const mostKnown = 10_000;

const markLength = 12;

/** What tells one content of a key from another: its ETag, or size and time where the server gives none. */
function markOf({ key, etag, size, modified }: S3Object): string {
  const content = etag === '' ? `${size} ${modified}` : etag;
  return createHash('sha256').update(`${key}\n${content}`).digest('base64url').slice(0, markLength);
}

/** Mark and time in one short text. */
function entryOf(object: S3Object): string {
  return `${markOf(object)}${object.modified.toString(36)}`;
}

/** Tells of each object of a listing whether it is new, and remembers those that are not. */
export class LandedObjects {
  private readonly entries: ReadonlySet<string>;
  private readonly marks: ReadonlySet<string>;
  private readonly border: Landed['border'];
  /** Known objects that are still in the bucket, where they stand in the order. */
  private readonly seen = new Map<string, Position>();

  /** `again`: the same bytes put there once more are a new object. */
  constructor(
    landed: Landed | null,
    private readonly again: boolean,
  ) {
    this.entries = new Set(landed?.known);
    this.marks = new Set(landed?.known.map((entry) => entry.slice(0, markLength)));
    this.border = landed?.border ?? null;
  }

  isNew(object: S3Object): boolean {
    const entry = entryOf(object);
    const isKnown = this.again ? this.entries.has(entry) : this.marks.has(markOf(object));
    if (isKnown) this.seen.set(entry, object);
    return !isKnown && (this.border === null || comparePlaces(object, this.border) > 0);
  }

  /** The cursor once these have landed too. What is dropped from memory goes oldest first and raises the border. */
  with(taken: readonly S3Object[], most = mostKnown): Landed {
    const gone = [...this.entries].filter((entry) => !this.seen.has(entry));
    const present = new Map([...this.seen, ...taken.map((object) => [entryOf(object), object] as const)]);
    const ordered = [...present].sort(([, a], [, b]) => comparePlaces(a, b));
    const surplus = Math.max(0, ordered.length - most);
    const kept = ordered.slice(surplus).map(([entry]) => entry);
    const dropped = ordered[surplus - 1]?.[1];
    const room = most - kept.length;
    // What is no longer in the bucket need not be known, but may come back while there is room.
    const known = [...(room > 0 ? gone.slice(-room) : []), ...kept];
    return { known, border: dropped === undefined ? this.border : higher(this.border, dropped) };
  }
}

type Position = Pick<S3Object, 'modified' | 'key'>;

/** The order in which objects are taken: by time, and by key where times tie. */
export function comparePlaces(a: Position, b: Position): number {
  return a.modified - b.modified || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function higher(border: Landed['border'], { modified, key }: Position): Position {
  const place = { modified, key };
  return border === null || comparePlaces(place, border) > 0 ? place : border;
}

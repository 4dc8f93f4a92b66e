import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { S3Object } from '../../../../outside/s3/list-objects';
import { fitsName } from './object-name';

const positionSchema = z.object({ modified: z.number(), key: z.string() });

/**
 * Which objects have landed. Each of the last ones is known by itself, by key and ETag, so that one that becomes visible
 * late (an upload of many parts bears the time it began) is still new. What is at or below the border landed before those,
 * if the pattern took it: what only another pattern takes is new on either side.
 */
export const landedSchema = z
  .object({
    known: z.array(z.string()),
    border: positionSchema.nullable(),
    /** The pattern that the border is right for; a cursor from before it was kept has that of its source. */
    pattern: z.string().nullable().default(null),
    /** Borders of the patterns before. */
    earlier: z.array(positionSchema.extend({ pattern: z.string() })).default([]),
    /** Marks of what was put aside for its size: new whatever the border says, once it fits. */
    aside: z.array(z.string()).default([]),
  })
  .nullable()
  .catch(null);
export type Landed = NonNullable<z.output<typeof landedSchema>>;
type Earlier = Landed['earlier'];

/** Objects that are known by themselves: some 200 KB of cursor. */
export const mostKnown = 10_000;
/** Patterns that a source has had, the last of them. */
const mostEarlier = 20;
/** Objects remembered as put aside. */
const mostAside = 1000;

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
  private readonly earlier: Earlier;
  private readonly waiting: ReadonlySet<string>;
  private readonly aside: string[] = [];
  /** Known objects that are still in the bucket, where they stand in the order. */
  private readonly seen = new Map<string, Position>();

  /** `again`: the same bytes put there once more are a new object. All objects asked about fit `pattern`. */
  constructor(
    landed: Landed | null,
    private readonly options: { again: boolean; pattern: string },
  ) {
    const { pattern } = options;
    this.entries = new Set(landed?.known);
    this.marks = new Set(landed?.known.map((entry) => entry.slice(0, markLength)));
    this.waiting = new Set(landed?.aside);
    const borders = bordersOf(landed, pattern);
    this.border = borders.find((one) => one.pattern === pattern) ?? null;
    this.earlier = borders.filter((one) => one.pattern !== pattern);
  }

  isNew(object: S3Object): boolean {
    const entry = entryOf(object);
    const isKnown = this.options.again ? this.entries.has(entry) : this.marks.has(markOf(object));
    if (isKnown) this.seen.set(entry, object);
    return !isKnown && (this.waiting.has(markOf(object)) || !this.isBelow(object));
  }

  /** A new object that cannot land now. */
  putAside(object: S3Object): void {
    if (this.aside.length < mostAside) this.aside.push(markOf(object));
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
    const aside = new Set([...this.waiting, ...this.aside]);
    for (const object of taken) aside.delete(markOf(object));
    // What is no longer in the bucket, or fits no longer, need not be known, but may come back while there is room.
    const known = [...(room > 0 ? gone.slice(-room) : []), ...kept];
    return {
      known,
      border: dropped === undefined ? placeOf(this.border) : higher(this.border, dropped),
      pattern: this.options.pattern,
      earlier: this.earlier.slice(-mostEarlier),
      aside: [...aside].slice(-mostAside),
    };
  }

  private isBelow(object: S3Object): boolean {
    if (this.border !== null && comparePlaces(object, this.border) <= 0) return true;
    return this.earlier.some((one) => comparePlaces(object, one) <= 0 && fitsName(one.pattern, object.key));
  }
}

/** Every border with its pattern, the last one last. */
function bordersOf(landed: Landed | null, pattern: string): Earlier {
  const last = landed?.border ?? null;
  const earlier = landed?.earlier ?? [];
  return last === null ? earlier : [...earlier, { ...last, pattern: landed?.pattern ?? pattern }];
}

type Position = Pick<S3Object, 'modified' | 'key'>;

/** The order in which objects are taken: by time, and by key where times tie. */
export function comparePlaces(a: Position, b: Position): number {
  return a.modified - b.modified || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function higher(border: Landed['border'], place: Position): Landed['border'] {
  return placeOf(border === null || comparePlaces(place, border) > 0 ? place : border);
}

/** No more than the place: what a cursor is made of. */
function placeOf(position: Position | null): Landed['border'] {
  return position === null ? null : { modified: position.modified, key: position.key };
}

import type { Json } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { RowAnswer } from '../releases/served-release';

export type PrecomputedAnswer = Pick<RowAnswer, 'prediction' | 'probabilities' | 'recommended' | 'interval'>;

/** The scores of a table in memory, by key. */
export type HeldScores = {
  find(key: string): PrecomputedAnswer | null;
  rows: number;
  /** What they take in memory, roughly. */
  bytes: number;
};

/** What a table of scores says of a row: numbers by columns, and what is text. */
export type ScoreColumns = {
  /** Names of the classes; empty where the answer is no class. */
  classes: readonly string[];
  hasInterval: boolean;
  isList: boolean;
};

/** A row as it was read: its key, `prediction`, and the other columns of the answer. */
export type ScoreRow = {
  key: string;
  prediction: string | number;
  numbers: readonly number[];
  /** Of a model that recommends. */
  list?: { items: string; from: string };
};

/** Of each entry: its place in the map, and the objects that hold it. */
const entryBytes = 120;

export type ScoreCollector = { add(row: ScoreRow): void; bytes(): number; done(): HeldScores };

/** Collects the rows of a table; of several rows with one key the last one answers. */
export function collectScores({ classes, hasInterval, isList }: ScoreColumns): ScoreCollector {
  const entries = new Map<string, Omit<ScoreRow, 'key'>>();
  let bytes = 0;
  const known = new Map<string, string>();
  /** One text for all rows that say the same. */
  const shared = (text: string) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    known.set(text, text);
    return text;
  };
  const answerOf = ({ prediction, numbers, list }: Omit<ScoreRow, 'key'>): PrecomputedAnswer => {
    if (isList && list !== undefined) {
      const recommended = readList(list);
      return { prediction: recommended.items[0]?.item ?? null, recommended };
    }
    const [low = 0, high = 0] = numbers;
    return {
      prediction,
      ...(classes.length === 0
        ? {}
        : { probabilities: Object.fromEntries(classes.map((name, at) => [name, numbers[at] ?? 0])) }),
      ...(hasInterval ? { interval: { low, high } } : {}),
    };
  };
  return {
    add({ key, prediction, numbers, list }) {
      if (!entries.has(key)) bytes += entryBytes + 2 * key.length + 8 * (numbers.length + 1);
      if (list !== undefined) bytes += 2 * list.items.length;
      entries.set(key, {
        prediction: typeof prediction === 'string' ? shared(prediction) : prediction,
        numbers,
        ...(list === undefined ? {} : { list }),
      });
    },
    bytes: () => bytes,
    done: () => ({
      find(key) {
        const entry = entries.get(key);
        return entry === undefined ? null : answerOf(entry);
      },
      rows: entries.size,
      bytes,
    }),
  };
}

const listSchema = z.object({
  items: z.array(z.object({ item: z.union([z.string(), z.number()]), score: z.number() })),
  from: z.enum(['user', 'popular']),
});

function readList({ items, from }: { items: string; from: string }): z.output<typeof listSchema> {
  const parsed: unknown = JSON.parse(items);
  return listSchema.parse({ items: parsed, from });
}

/** The key of a row by these fields; null where one of them is not there, or is missing. Numbers and their texts are alike. */
export function keyOf(cells: readonly (Json | undefined)[]): string | null {
  const texts: string[] = [];
  for (const cell of cells) {
    if (typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'boolean') return null;
    texts.push(String(cell));
  }
  return texts.length === 1 ? (texts[0] ?? null) : JSON.stringify(texts);
}

import { quoteName } from './sql-text';

/** `default` takes what the rows say of a time; `strict` only what was known at that time. */
export type AsOfMode = 'default' | 'strict';

export type AsOfJoin = {
  /** Relations written by us, safe behind FROM. Names that start with `__of_` are this join's own. */
  left: string;
  right: string;
  keys: readonly { left: string; right: string }[];
  /** When each left row looks. */
  leftTime: string;
  /** Of the right rows: what time they speak of, and since when they were known. */
  eventTime: string;
  knownSince: string;
  /** Columns of the right relation in which later rows win where both times are equal. */
  order: readonly string[];
  /** Values older than this at the time of the left row count as missing; null: none is too old. */
  ttlSeconds: number | null;
  mode: AsOfMode;
  features: readonly { feature: string; as: string }[];
};

const time = (cell: string) => `CAST(${cell} AS TIMESTAMP)`;

/**
 * A query that adds to each left row the features its keys had at its time (standards-data.md 6). Every left row comes
 * out once, in no order.
 *
 * A right row comes into sight at its event time or, when strict, at the later of its two times. From then on it is what
 * counts of its keys until one with a later event time, or known later for the same one, comes into sight:
 * 1. Of rows that come into sight together the best one stays.
 * 2. One that is no better than what was in sight before never counts, and is left out.
 * 3. So each left row takes the last one in sight, which is one ASOF join in both modes.
 * 4. Where its event time is too old for the left row, so are those of all others: nothing is found.
 */
export function asOfJoinSql(join: AsOfJoin): string {
  const keys = join.keys.map((_, at) => `__of_k${at}`);
  const at = time(`l.${quoteName(join.leftTime)}`);
  const on = join.keys.map((key, n) => `l.${quoteName(key.left)} = r.__of_k${n}`);
  // The engine's ASOF join gives a row without a time the last match of all.
  const age = `epoch_us(${at}) - epoch_us(r.__of_event)`;
  const counts = join.ttlSeconds === null ? `${at} IS NOT NULL` : `${age} <= ${Math.round(join.ttlSeconds * 1e6)}`;
  const cells = join.features.map(({ as }, n) => `CASE WHEN ${counts} THEN r.__of_f${n} END AS ${quoteName(as)}`);
  return `SELECT ${['l.*', ...cells].join(', ')} FROM ${join.left} l
    ASOF LEFT JOIN (${inSightSql(join, keys)}) r ON ${[...on, `${at} >= r.__of_at`].join(' AND ')}`;
}

function inSightSql(
  { right, keys: pairs, eventTime, knownSince, order, mode, features }: AsOfJoin,
  keys: string[],
): string {
  const [event, known] = [time(quoteName(eventTime)), time(quoteName(knownSince))];
  const columns = [
    ...pairs.map((key, n) => `${quoteName(key.right)} AS __of_k${n}`),
    ...features.map(({ feature }, n) => `${quoteName(feature)} AS __of_f${n}`),
    ...order.map((name, n) => `${quoteName(name)} AS __of_o${n}`),
    `${event} AS __of_event`,
    `${known} AS __of_known`,
    `${mode === 'strict' ? `greatest(${event}, ${known})` : event} AS __of_at`,
  ];
  const there = [event, ...(mode === 'strict' ? [known] : [])].map((cell) => `${cell} IS NOT NULL`);
  const best = ['__of_event DESC', '__of_known DESC NULLS LAST', ...order.map((_, n) => `__of_o${n} DESC NULLS LAST`)];
  const by = keys.join(', ');
  const together = `SELECT * FROM (SELECT ${columns.join(', ')} FROM ${right} WHERE ${there.join(' AND ')})
    QUALIFY row_number() OVER (PARTITION BY ${by}, __of_at ORDER BY ${best.join(', ')}) = 1`;
  if (mode === 'default') return together; // each comes into sight at its own event time: later is better
  const before = `max(__of_event) OVER (PARTITION BY ${by} ORDER BY __of_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  return `SELECT * FROM (SELECT *, ${before} AS __of_before FROM (${together}))
    WHERE __of_before IS NULL OR __of_event >= __of_before`;
}

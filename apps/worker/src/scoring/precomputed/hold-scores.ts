import type { PrecomputedScores } from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { EndpointFacts } from '../releases/served-release';
import type { HeldScores } from './held-scores';
import { sameKey, type WantedScores } from './score-lists';
import { ScoresUnusable, type WhyUnusable } from './scores-unusable';

/** Why scores are not held. `unread`: the file could not be read just now, which is tried again. */
export type Unheld = {
  why: WhyUnusable | 'unread';
  /** In words. */
  problem: string;
  /** What they might have taken in memory when they were read. */
  room: number;
};

export type PrecomputedTable = {
  endpoint: EndpointFacts;
  release: ReleaseId;
  scores: PrecomputedScores;
  key: readonly string[];
} & ({ held: HeldScores; unheld: null } | { held: null; unheld: Unheld });

/** By endpoint and release. */
export type PrecomputedTables = ReadonlyMap<string, PrecomputedTable>;

export type HoldOptions = {
  /** @throws ScoresUnusable where they cannot be held, whoever reads them again */
  read: (
    scores: PrecomputedScores,
    o: { key: readonly string[]; needsClasses: boolean; mostBytes: number },
  ) => Promise<HeldScores>;
  /** What all tables together may take in memory. */
  mostBytes: number;
  logger: Logger;
};

export function placeOf({ endpoint, release }: { endpoint: { id: string }; release: string }): string {
  return `${endpoint.id} ${release}`;
}

/**
 * The tables that are wanted: those that are held stay, the others are read into the room that these leave. One that cannot
 * be held is not read again before that can end otherwise: by another batch, or in more room.
 */
export async function holdScores(
  wanted: readonly WantedScores[],
  o: HoldOptions & { before: PrecomputedTables },
): Promise<PrecomputedTables> {
  const next = new Map<string, PrecomputedTable>();
  for (const one of wanted) {
    const before = o.before.get(placeOf(one));
    if (before !== undefined && before.held !== null && isSame(before, one))
      next.set(placeOf(one), update(before, one));
  }
  for (const one of wanted) {
    const place = placeOf(one);
    if (next.has(place)) continue;
    const before = o.before.get(place);
    const room = o.mostBytes - bytesOf(next.values());
    const stays = before !== undefined && isRefusedAgain(before, { one, room });
    next.set(place, stays ? update(before, one) : await readOne(one, { ...o, before, room }));
  }
  return next;
}

function update(before: PrecomputedTable, { endpoint, scores }: WantedScores): PrecomputedTable {
  return { ...before, endpoint, scores };
}

/** The same rows, whatever batch has made them. */
function isSame(before: PrecomputedTable, { scores, key }: WantedScores): boolean {
  return before.scores.table === scores.table && sameKey(before.key, key);
}

/** Whether reading them again could only end as it did. */
function isRefusedAgain({ unheld, ...before }: PrecomputedTable, o: { one: WantedScores; room: number }): boolean {
  if (unheld === null || unheld.why === 'unread') return false;
  const { scores, key } = o.one;
  if (before.scores.batch !== scores.batch || !sameKey(before.key, key)) return false;
  return unheld.why !== 'no-room' || o.room <= unheld.room;
}

async function readOne(
  one: WantedScores,
  o: HoldOptions & { before: PrecomputedTable | undefined; room: number },
): Promise<PrecomputedTable> {
  const { before, room, logger } = o;
  const { endpoint, release, scores, key, needsClasses } = one;
  const table = { endpoint, release, scores, key };
  try {
    return { ...table, held: await o.read(scores, { key, needsClasses, mostBytes: room }), unheld: null };
  } catch (error) {
    const problem = messageOf(error);
    logger.error({ endpoint: endpoint.slug, batch: scores.batch, error: problem }, 'scores cannot be held');
    if (error instanceof ScoresUnusable) return { ...table, held: null, unheld: { why: error.why, problem, room } };
    // What may be read another time is read again; meanwhile those before go on.
    if (before !== undefined && before.held !== null) return before;
    return { ...table, held: null, unheld: { why: 'unread', problem, room } };
  }
}

function bytesOf(tables: Iterable<PrecomputedTable>): number {
  let sum = 0;
  for (const { held } of tables) sum += held?.bytes ?? 0;
  return sum;
}

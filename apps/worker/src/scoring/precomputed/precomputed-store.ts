import type { PrecomputedScores } from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { PrecomputedSettings } from '@millrace/pipeline-core/release';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from '../releases/served-release';
import { sharedRounds } from '../releases/shared-rounds';
import { type HeldScores, keyOf, type PrecomputedAnswer } from './held-scores';
import { ScoresUnusable } from './read-scores';

/** `at`: when the batch had been scored; `batch`: its id. */
export type FoundScore = { answer: PrecomputedAnswer; at: string; batch: string };

export type PrecomputedTable = {
  endpoint: EndpointFacts;
  release: ReleaseId;
  scores: PrecomputedScores;
  key: readonly string[];
  /** null: they cannot be held, and `problem` says why. */
  held: HeldScores | null;
  problem: string | null;
};

export type Precomputed = {
  /** The score of a release for the entity of a row; null where there is none that is young enough. */
  find(endpoint: ServedEndpoint, release: ServedRelease, row: JsonObject): FoundScore | null;
  /** Brings memory in line with the database. */
  reload(): Promise<void>;
  tables(): readonly PrecomputedTable[];
  /** Rows of endpoints that answer with scores, by address: answered with one, and left to the model. */
  counts(): ReadonlyMap<string, { found: number; missed: number }>;
};

type Options = {
  endpoints: () => readonly ServedEndpoint[];
  list: (facts: EndpointFacts, key: readonly string[]) => Promise<PrecomputedScores[]>;
  read: (
    scores: PrecomputedScores,
    o: { key: readonly string[]; needsClasses: boolean; mostBytes: number },
  ) => Promise<HeldScores>;
  /** What all tables together may take in memory. */
  mostBytes: number;
  wallClock: () => number;
  logger: Logger;
};

const placeOf = (endpoint: string, release: string) => `${endpoint} ${release}`;

/**
 * Scores that batches made of known entities, in the memory of this process, for endpoints that answer with them. They are
 * those of one release each: another one that takes over has its own, or none.
 */
export function createPrecomputed(o: Options): Precomputed {
  let tables = new Map<string, PrecomputedTable>();
  const counts = new Map<string, { found: number; missed: number }>();

  async function hold(one: Omit<PrecomputedTable, 'held' | 'problem'>, release: ServedRelease, left: number) {
    const before = tables.get(placeOf(one.endpoint.id, one.release));
    if (before?.scores.table === one.scores.table && sameKey(before.key, one.key)) return { ...before, ...one };
    const needsClasses = release.task === 'binary' || release.task === 'multiclass';
    try {
      return { ...one, held: await o.read(one.scores, { key: one.key, needsClasses, mostBytes: left }), problem: null };
    } catch (error) {
      const problem = messageOf(error);
      o.logger.error({ endpoint: one.endpoint.slug, batch: one.scores.batch, error: problem }, 'scores cannot be held');
      // What may be read another time is read again; meanwhile those before go on.
      if (!(error instanceof ScoresUnusable)) return before ?? null;
      return { ...one, held: null, problem };
    }
  }

  async function tablesOf({ facts, releases }: ServedEndpoint, settings: PrecomputedSettings, left: number) {
    const { key } = settings;
    const made: PrecomputedTable[] = [];
    const found = await o.list(facts, key);
    for (const release of releases.values()) {
      const scores = found.find((one) => one.release === release.id);
      if (scores === undefined || isOld(scores, settings, o.wallClock())) continue;
      const room = left - bytesOf(made);
      const table = await hold({ endpoint: facts, release: release.id, scores, key }, release, room);
      if (table !== null) made.push(table);
    }
    return made;
  }

  const reload = sharedRounds(async () => {
    const next: PrecomputedTable[] = [];
    for (const endpoint of o.endpoints()) {
      const settings = endpoint.facts.config.precomputed;
      if (settings === undefined) continue;
      try {
        next.push(...(await tablesOf(endpoint, settings, o.mostBytes - bytesOf(next))));
      } catch (error) {
        o.logger.warn({ endpoint: endpoint.facts.slug, error: messageOf(error) }, 'scores could not be looked up');
        next.push(...[...tables.values()].filter((table) => table.endpoint.id === endpoint.facts.id));
      }
    }
    tables = new Map(next.map((table) => [placeOf(table.endpoint.id, table.release), table]));
  });

  return {
    find({ facts }, release, row) {
      const settings = facts.config.precomputed;
      if (settings === undefined) return null;
      const count = counts.get(facts.slug) ?? { found: 0, missed: 0 };
      counts.set(facts.slug, count);
      const score = findScore(tables.get(placeOf(facts.id, release.id)), { settings, row, now: o.wallClock() });
      if (score === null) count.missed += 1;
      else count.found += 1;
      return score;
    },
    reload,
    tables: () => [...tables.values()],
    counts: () => counts,
  };
}

function findScore(
  table: PrecomputedTable | undefined,
  { settings, row, now }: { settings: PrecomputedSettings; row: JsonObject; now: number },
): FoundScore | null {
  if (table === undefined || table.held === null) return null;
  if (!sameKey(table.key, settings.key) || isOld(table.scores, settings, now)) return null;
  const key = keyOf(settings.key.map((field) => row[field]));
  const answer = key === null ? null : table.held.find(key);
  return answer === null ? null : { answer, at: table.scores.at.toISOString(), batch: table.scores.batch };
}

function isOld({ at }: PrecomputedScores, { maxAgeSeconds }: PrecomputedSettings, now: number): boolean {
  return now - at.getTime() > maxAgeSeconds * 1000;
}

function sameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

function bytesOf(tables: readonly PrecomputedTable[]): number {
  return tables.reduce((sum, { held }) => sum + (held?.bytes ?? 0), 0);
}

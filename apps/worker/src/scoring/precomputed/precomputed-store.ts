import type { JsonObject } from '@millrace/pipeline-core/json';
import type { PrecomputedSettings } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { sharedRounds } from '../releases/shared-rounds';
import { keyOf, type PrecomputedAnswer } from './held-scores';
import { type HoldOptions, holdScores, type PrecomputedTable, type PrecomputedTables, placeOf } from './hold-scores';
import { createScoreLists, isOld, type ScoreListOptions, sameKey } from './score-lists';

/** `at`: when the batch had been scored; `batch`: its id. */
export type FoundScore = { answer: PrecomputedAnswer; at: string; batch: string };

export type Precomputed = {
  /** The score of a release for the entity of a row; null where there is none that is young enough. */
  find(endpoint: ServedEndpoint, release: ServedRelease, row: JsonObject): FoundScore | null;
  /** Brings memory in line with the database. */
  reload(): Promise<void>;
  /** The same of one endpoint: it has other scores than before. */
  refresh(endpoint: string): Promise<void>;
  /** Brings memory in line with what is served now; asks the database for revisions alone that are new here. */
  follow(): Promise<void>;
  tables(): readonly PrecomputedTable[];
  /** Rows of endpoints that answer with scores, by address: answered with one, and left to the model. */
  counts(): ReadonlyMap<string, { found: number; missed: number }>;
};

/**
 * Scores that batches made of known entities, in the memory of this process, for endpoints that answer with them. They are
 * those of one release each: another one that takes over has its own, or none.
 */
export function createPrecomputed(o: ScoreListOptions & HoldOptions): Precomputed {
  let tables: PrecomputedTables = new Map();
  const counts = new Map<string, { found: number; missed: number }>();
  const lists = createScoreLists(o);
  const round = sharedRounds(async () => {
    tables = await holdScores(await lists.wanted(), { ...o, before: tables });
  });

  return {
    find({ facts }, release, row) {
      const settings = facts.config.precomputed;
      if (settings === undefined) return null;
      const count = counts.get(facts.slug) ?? { found: 0, missed: 0 };
      counts.set(facts.slug, count);
      const table = tables.get(placeOf({ endpoint: facts, release: release.id }));
      const score = findScore(table, { settings, row, now: o.wallClock() });
      if (score === null) count.missed += 1;
      else count.found += 1;
      return score;
    },
    reload() {
      lists.lookAgain();
      return round();
    },
    refresh(endpoint) {
      lists.lookAgain(endpoint);
      return round();
    },
    follow: round,
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

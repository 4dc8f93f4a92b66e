import type { PrecomputedScores } from '@millrace/db';
import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { PrecomputedSettings } from '@millrace/pipeline-core/release';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { EndpointFacts, ServedEndpoint } from '../releases/served-release';

/** Scores that an endpoint is to answer with. */
export type WantedScores = {
  endpoint: EndpointFacts;
  release: ReleaseId;
  /** Whether an answer of this release has the probability of each class. */
  needsClasses: boolean;
  scores: PrecomputedScores;
  key: readonly string[];
};

export type ScoreListOptions = {
  endpoints: () => readonly ServedEndpoint[];
  /** The latest scores of each release of an endpoint. */
  list: (facts: EndpointFacts, key: readonly string[]) => Promise<PrecomputedScores[]>;
  wallClock: () => number;
  logger: Logger;
};

export type ScoreLists = {
  /** The next round asks the database for the scores of this endpoint, of all when none is named. */
  lookAgain(endpoint?: string): void;
  /** What endpoints are to answer with now. The database is asked for those that are new, changed, or named since. */
  wanted(): Promise<WantedScores[]>;
};

/** `revision`: that of the endpoint when the database was asked. */
type Listed = { revision: number; key: readonly string[]; scores: readonly PrecomputedScores[] };

/** Which scores there are for each endpoint, as the database said last. */
export function createScoreLists(o: ScoreListOptions): ScoreLists {
  let lists: ReadonlyMap<EndpointId, Listed> = new Map();
  let due = { all: false, named: new Set<string>() };

  /** Where the database is away, what it said before counts as long as the key is the same. */
  async function lookUp(facts: EndpointFacts, { key }: PrecomputedSettings): Promise<Listed | null> {
    const { id, slug, revision } = facts;
    try {
      return { revision, key, scores: await o.list(facts, key) };
    } catch (error) {
      o.logger.warn({ endpoint: slug, error: messageOf(error) }, 'scores could not be looked up');
      due.named.add(id);
      const before = lists.get(id);
      return before !== undefined && sameKey(before.key, key) ? before : null;
    }
  }

  async function look(): Promise<[ServedEndpoint, PrecomputedSettings, Listed][]> {
    const now = due;
    due = { all: false, named: new Set() };
    const found: [ServedEndpoint, PrecomputedSettings, Listed][] = [];
    for (const endpoint of o.endpoints()) {
      const { facts } = endpoint;
      const settings = facts.config.precomputed;
      if (settings === undefined) continue;
      const known = lists.get(facts.id);
      const isFresh = known?.revision === facts.revision && !now.all && !now.named.has(facts.id);
      const list = isFresh ? known : await lookUp(facts, settings);
      if (list !== null) found.push([endpoint, settings, list]);
    }
    return found;
  }

  return {
    lookAgain(endpoint) {
      if (endpoint === undefined) due.all = true;
      else due.named.add(endpoint);
    },
    async wanted() {
      const found = await look();
      lists = new Map(found.map(([{ facts }, , list]) => [facts.id, list]));
      return found.flatMap(([endpoint, settings, { scores }]) =>
        wantedBy(endpoint, { settings, now: o.wallClock(), found: scores }),
      );
    },
  };
}

function wantedBy(
  { facts, releases }: ServedEndpoint,
  o: { settings: PrecomputedSettings; now: number; found: readonly PrecomputedScores[] },
): WantedScores[] {
  const { settings, now, found } = o;
  return [...releases.values()].flatMap(({ id, task }) => {
    const scores = found.find(({ release }) => release === id);
    if (scores === undefined || isOld(scores, settings, now)) return [];
    const needsClasses = task === 'binary' || task === 'multiclass';
    return { endpoint: facts, release: id, needsClasses, scores, key: settings.key };
  });
}

export function isOld(
  { at }: Pick<PrecomputedScores, 'at'>,
  { maxAgeSeconds }: PrecomputedSettings,
  now: number,
): boolean {
  return now - at.getTime() > maxAgeSeconds * 1000;
}

export function sameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

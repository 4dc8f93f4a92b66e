import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { type EndpointConfig, processFor } from '@millrace/pipeline-core/release';
import type { ServedRelease } from './served-release';

/** A release in the place where an endpoint wants it: `own 0190…`. */
export type PlaceKey = string;

type Place = Pick<EndpointConfig, 'process'>;
export type LoadRelease = (id: ReleaseId, config: Place) => Promise<ServedRelease>;

export type OnceLoaded = {
  load: LoadRelease;
  /** Those that were asked for. */
  wanted: ReadonlyMap<PlaceKey, ServedRelease>;
};

/** Loads what is not known yet: each release once for all endpoints that want it in the same place, however they say so. */
export function loadOnce(known: ReadonlyMap<PlaceKey, ServedRelease>, loadRelease: LoadRelease): OnceLoaded {
  const loaded = new Map(known);
  const wanted = new Map<PlaceKey, ServedRelease>();
  const turns = new Map<ReleaseId, Promise<unknown>>();

  async function loadInTurn(id: ReleaseId, config: Place): Promise<ServedRelease> {
    const release = findPlaced(loaded, { id, config }) ?? (await loadRelease(id, config));
    const key = placeKey(release, config);
    loaded.set(key, release);
    wanted.set(key, release);
    return release;
  }

  return {
    wanted,
    load(id, config) {
      const before = turns.get(id) ?? Promise.resolve();
      const turn = before.then(() => loadInTurn(id, config));
      const over = turn.catch(() => undefined); // told to whoever asked
      turns.set(id, over);
      return turn;
    },
  };
}

/** Where it is depends on its format too, so that `automatic` and `own` may be one place. */
export function placeKey({ id, format }: Pick<ServedRelease, 'id' | 'format'>, config: Place): PlaceKey {
  return `${processFor(config, format)} ${id}`;
}

function findPlaced(
  loaded: ReadonlyMap<PlaceKey, ServedRelease>,
  { id, config }: { id: ReleaseId; config: Place },
): ServedRelease | undefined {
  return (['own', 'shared'] as const)
    .map((place) => loaded.get(`${place} ${id}`))
    .filter((release) => release !== undefined && release.own?.facts().state !== 'closed')
    .find((release) => release !== undefined && loaded.get(placeKey(release, config)) === release);
}

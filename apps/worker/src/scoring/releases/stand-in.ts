import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { ReleaseAway } from './release-away';
import type { EndpointFacts, ServedRelease, UnloadedRelease } from './served-release';

/**
 * Holds the place of a routed release that cannot be loaded, so that the next of the chain is asked and the reason told;
 * requests are read as the one reads them that answers for it. Nobody can ask for it by its version.
 */
export function standIn({ id, number, model, problem }: UnloadedRelease, next: ServedRelease): ServedRelease {
  const { own: _process, ...read } = next;
  return {
    ...{ ...read, id, number, model, unloaded: problem },
    answer: () => {
      throw new ReleaseAway(`it cannot be loaded: ${problem}`);
    },
  };
}

/** The loaded releases of the chain, in its order. */
export function fallbacksOf(
  { config }: EndpointFacts,
  releases: ReadonlyMap<ReleaseId, ServedRelease>,
): ServedRelease[] {
  return config.chain.flatMap((id) => releases.get(id) ?? []).filter(({ unloaded }) => unloaded === undefined);
}

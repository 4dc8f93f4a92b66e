import { type Endpoint, getReleaseUnchecked, type NamedRelease } from '@millrace/db';
import { busiest, parseReleaseReference } from '@millrace/pipeline-core/release';
import { database } from '../database';
import { Refusal } from '../errors';
import { findRelease } from '../models/find-release';
import type { ProjectContext } from '../use-case';

/**
 * Who scores a batch: the release that takes most of the endpoint's traffic, or the one that is named, by number (`v7`),
 * alias (`champion`), id, or in full (`churn@7`). It is of the endpoint's model in any case.
 */
export async function chooseScorer(
  context: ProjectContext,
  { endpoint, named }: { endpoint: Endpoint; named: string | undefined },
): Promise<NamedRelease> {
  const champion = endpoint.config === null ? null : await getReleaseUnchecked(database(), busiest(endpoint.config));
  if (champion === null)
    throw new Refusal(
      'conflict',
      `The endpoint ${endpoint.name} answers nothing yet.`,
      'Deploy a release to it first.',
    );
  if (named === undefined) return champion;
  const full = parseReleaseReference(named) === null ? `${champion.modelName}@${named}` : named;
  const release = await findRelease(context, full);
  if (release.modelId === champion.modelId) return release;
  throw new Refusal(
    'invalid',
    `${release.modelName} v${release.number} is no release of ${champion.modelName}, which ${endpoint.name} serves.`,
    `Name a release of ${champion.modelName}, or ask an endpoint of ${release.modelName}.`,
  );
}

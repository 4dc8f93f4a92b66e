import type { Passport, PassportPart } from '@millrace/pipeline-core/api';

type Gone = Passport['gone'][number];
type Known = Omit<Passport, 'v' | 'gone'>;

/**
 * What of a passport cannot be shown, and why, one sentence a part. `lost`: how many batches the model names that are not
 * there any more. `planKept`: the plan that makes the features is there, so values that are not there did not fit it.
 */
export function whatIsGone(passport: Known, o: { release: string | null; lost: number; planKept: boolean }): Gone[] {
  const { route, release } = passport;
  const found = [route === null ? null : routeGone(route), releaseGone(passport, o.release)];
  if (release !== null)
    found.push(
      deploymentGone(passport),
      featuresGone(passport, o.planKept),
      trainingGone(passport),
      splitGone(passport),
      batchesGone(passport, o.lost),
    );
  return found.filter((entry) => entry !== null);
}

const say = (part: PassportPart, why: string | null): Gone | null => (why === null ? null : { part, why });

function routeGone({ endpoint, made, revision }: NonNullable<Known['route']>): Gone | null {
  if (endpoint.deleted)
    return say('route', `The endpoint ${endpoint.name} was deleted. What it answered is still kept.`);
  return say('route', made === null ? `Revision ${revision} of the endpoint is not kept.` : null);
}

function releaseGone({ release, prediction }: Known, asked: string | null): Gone | null {
  if (release !== null) return null;
  if (asked !== null) return say('release', 'The release that answered is not in this project any more.');
  switch (prediction.status) {
    case 'invalid':
      return say('release', 'The request was refused before a release was asked: no model has seen it.');
    case 'error':
      return say('release', 'No release answered.');
    case 'ok':
    case 'fallback':
      return say('release', 'The constant of the endpoint answered, because no release did.');
  }
}

function deploymentGone({ deployment }: Known): Gone | null {
  return say('deployment', deployment === null ? 'No deployment of this release to this endpoint is on record.' : null);
}

function featuresGone({ features, training, prediction }: Known, planKept: boolean): Gone | null {
  if (prediction.status === 'invalid')
    return say('features', 'No model has seen the request, and the values of a refused one are not kept.');
  if (features === null) return say('features', 'It is not known which features the model reads.');
  if (features.values !== null) return null;
  return say('features', `The values made of the request cannot be made again: ${whyNoValues(training, planKept)}`);
}

function whyNoValues(training: Known['training'], planKept: boolean): string {
  if (training === null) return 'no run of this project trained this model.';
  return planKept
    ? 'the plan of this feature set does not fit what the request had.'
    : 'the plan of this feature set is not kept with the run any more.';
}

function trainingGone({ training }: Known): Gone | null {
  if (training === null)
    return say('training', 'No run of this project trained this model: it was registered from a file or by a program.');
  return say('training', training.run === null ? 'The run that trained it was deleted.' : null);
}

function splitGone({ split }: Known): Gone | null {
  if (split === null) return say('split', 'It was trained without a split: nothing was held out to judge it on.');
  return say(
    'split',
    split.record === null ? 'The model has the receipt of its split; the record of the split itself is gone.' : null,
  );
}

function batchesGone({ batches }: Known, lost: number): Gone | null {
  if (batches.length + lost === 0) return say('batches', 'Its rows came from outside the datasets of this project.');
  if (lost > 0)
    return say(
      'batches',
      `${lost === 1 ? 'One batch' : `${lost} batches`} it was trained on ${lost === 1 ? 'is' : 'are'} gone.`,
    );
  const deleted = new Set(batches.flatMap((batch) => (batch.deleted ? [batch.dataset.name] : [])));
  return say(
    'batches',
    deleted.size === 0
      ? null
      : `${[...deleted].join(', ')} ${deleted.size === 1 ? 'was' : 'were'} deleted: what was landed is still known, the pages are gone.`,
  );
}

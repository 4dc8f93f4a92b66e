import { PipelineError } from '@millrace/pipeline-core/errors';
import { busiest, hasAnswered } from '@millrace/pipeline-core/release';
import type { DeployableRelease, DeploymentPorts, DeploymentRow } from './deployment-port-types';

/** What the stage says: it goes on, it is over, or it stops the deployment. */
export type FoundEvaluation = { state: 'ahead' | 'here'; text: string } | { state: 'refused'; error: PipelineError };

/**
 * Whether a deployment has the figures that its checks compare, of its release and of what answers today. `ahead`: a step
 * that will make one is not over, or its result is being recorded. `refused`: what it has waited for did not come.
 */
export async function lookForEvaluation(
  row: DeploymentRow,
  ports: Pick<DeploymentPorts, 'release' | 'endpoint' | 'revisions'>,
): Promise<FoundEvaluation> {
  if (row.kind === 'rollback') return { state: 'here', text: 'Not asked for on the way back.' };
  const release = await ports.release(row.releaseId);
  const endpoint = await ports.endpoint(row);
  if (release === null || endpoint === null) return { state: 'here', text: 'Nothing to look for.' }; // the build says so
  const current = endpoint.config === null ? null : busiest(endpoint.config);
  if (current === row.releaseId) return { state: 'here', text: `${release.name} answers here already.` };
  const champion = current === null ? null : await ports.release(current);
  const compared = champion === null ? [release] : [release, champion];
  const awaited = compared.find(({ evaluation, awaits }) => evaluation === null && awaits !== undefined);
  if (awaited !== undefined)
    return { state: 'ahead', text: `Waits for the evaluation of ${awaited.name}: ${awaited.awaits}.` };
  // A champion without figures is a matter of the checks: it answers all the same.
  if (release.evaluation === null && release.missed !== undefined && row.status === 'waiting' && !row.override)
    return { state: 'refused', error: didNotCome(release) };
  const threshold = unmetThreshold(release);
  if (threshold !== null && !row.override && !hasAnswered(await ports.revisions(row), release.id))
    return { state: 'refused', error: packedBefore(release.name, threshold) };
  return { state: 'here', text: compared.map(textOf).join(' ') };
}

function textOf({ name, evaluation }: DeployableRelease): string {
  return `${name} ${evaluation === null ? 'was not evaluated' : 'has its evaluation'}.`;
}

function didNotCome({ name, missed = 'nobody makes it' }: DeployableRelease): PipelineError {
  return new PipelineError({
    code: 'evaluation-missed',
    family: 'pipeline',
    place: 'Deployment › evaluation',
    seen: missed,
    expected: `the evaluation of ${name}, which the checks compare`,
    next: 'Run its pipeline again, or deploy it once more: the checks then say what cannot be compared.',
    message: `Not deployed. The evaluation of ${name} did not come: ${missed}.`,
  });
}

/** Where a release was judged by another threshold than the one half that it answers with, packed without its evaluation. */
function unmetThreshold({ packedUnjudged, evaluation }: DeployableRelease): number | null {
  const { threshold = packedThreshold } = evaluation ?? {};
  return packedUnjudged && threshold !== packedThreshold ? threshold : null;
}

const packedThreshold = 0.5;

/** One that has answered here is known as it is, and answers what it has answered. */
function packedBefore(name: string, threshold: number): PipelineError {
  return new PipelineError({
    code: 'packed-before-threshold',
    family: 'pipeline',
    place: 'Deployment › evaluation',
    seen: `${name}, packed before its evaluation chose the threshold ${threshold}`,
    expected: 'a release that answers with the threshold it was judged by',
    next: 'Deploy the candidate once more: it is packed with its threshold then. Or deploy this one with a written reason.',
    message: `Not deployed. ${name} was packed before its evaluation chose the threshold ${threshold}.`,
  });
}

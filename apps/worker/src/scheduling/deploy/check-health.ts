import { PipelineError } from '@millrace/pipeline-core/errors';
import type { OpenRelease } from '../../scoring/releases/open-release';

/** The stage that asks a loaded release for its first proof row. */
export async function checkHealth(options: {
  opened: OpenRelease;
  log: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { served, golden } = options.opened;
  const row = golden[0]?.input ?? served.example;
  const problems = served.validator.check(row, { index: 0, extras: 'refuse' });
  if (problems.length > 0) {
    throw new PipelineError({
      code: 'release-unhealthy',
      family: 'pipeline',
      place: 'Deployment › health check',
      seen: problems.map((problem) => `${problem.field} ${problem.problem}`).join(', '),
      expected: "a proof row that fits the release's own signature",
      next: 'Register the model again.',
    });
  }
  const answer = await served.answer(row, options.signal);
  options.log(`Answers ${JSON.stringify(answer.prediction)} to its first proof row.`);
}

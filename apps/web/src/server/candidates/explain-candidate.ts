import { appendAudit, explainRunKind, findExplainRun, startRun } from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { readExplanation } from '../models/read-explanation';
import { projectAction, projectQuery } from '../use-case';
import { keptInputs, releaseStep } from './deploy-candidate';
import { findCandidate } from './find-candidate';

export const explainInputSchema = z.object({ candidate: candidateIdSchema });

/**
 * The button "Explain this model": a run of the one step over the model and the rows that are there already, as a drawn Explain
 * is. While such a run goes on, asking again is told of it.
 */
export const explainCandidateUseCase = projectAction('run', explainInputSchema, async (context, input) => {
  const candidate = await findCandidate(context, input.candidate);
  const projectId = context.project.id;
  const going = await findExplainRun(database(), { projectId, candidateId: candidate.id });
  if (going?.status === 'running') return { run: going.id, number: going.number };
  const references = await keptInputs(candidate);
  if (references === null)
    throw new Refusal(
      'conflict',
      `The rows ${candidate.title} was trained on are no longer kept, or it came from elsewhere with none.`,
      'Add an Explain step behind the model in its pipeline, with rows to explain it on.',
    );
  const { format } = candidate.manifest;
  const started = await startRun(database(), {
    projectId,
    requestKey: crypto.randomUUID(),
    kind: explainRunKind,
    startedBy: context.actor,
    mayDeploy: false,
    plan: { candidate: candidate.id, model: candidate.modelHash },
    steps: [releaseStep({ idx: 0, type: 'explain', params: {}, references, format })],
    edges: [],
  });
  await appendAudit(database(), {
    projectId,
    actor: context.actor,
    action: 'candidate.explain',
    subject: candidate.id,
    details: { run: started.number },
  });
  return { run: started.runId, number: started.number };
});

/** What any Explain step found about a candidate, and the run of the button, newest, where it was pressed. */
export const findExplainedUseCase = projectQuery('view', explainInputSchema, async (context, input) => {
  const { id, modelHash } = await findCandidate(context, input.candidate);
  const projectId = context.project.id;
  const [explanation, run] = await Promise.all([
    readExplanation({ projectId, modelHash }),
    findExplainRun(database(), { projectId, candidateId: id }),
  ]);
  return { explanation, run };
});

import {
  appendAudit,
  type Candidate,
  type Db,
  explainRunKind,
  findExplainRun,
  lockExplaining,
  startRun,
} from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { readExplanation } from '../models/read-explanation';
import { type ProjectContext, projectAction, projectQuery } from '../use-case';
import { keptInputs, releaseStep } from './deploy-candidate';
import { findCandidate } from './find-candidate';

export const explainInputSchema = z.object({ candidate: candidateIdSchema });

/**
 * The button "Explain this model": a run of the one step over the model and the rows that are there already, as a drawn Explain
 * is. While such a run goes on, asking again is told of it.
 */
export const explainCandidateUseCase = projectAction('run', explainInputSchema, async (context, input) => {
  const candidate = await findCandidate(context, input.candidate);
  const references = await keptInputs(candidate);
  return database().transaction((tx) => startExplaining(tx, context, { candidate, references }));
});

/** Of two people who press the button at once the second one waits here, then sees the run of the first. */
async function startExplaining(
  tx: Db,
  { project, actor }: ProjectContext,
  { candidate, references }: { candidate: Candidate; references: Awaited<ReturnType<typeof keptInputs>> },
) {
  const key = { projectId: project.id, candidateId: candidate.id };
  await lockExplaining(tx, key);
  const going = await findExplainRun(tx, key);
  if (going?.status === 'running') return { run: going.id, number: going.number };
  if (references === null)
    throw new Refusal(
      'conflict',
      `The rows ${candidate.title} was trained on are no longer kept, or it came from elsewhere with none.`,
      'Add an Explain step behind the model in its pipeline, with rows to explain it on.',
    );
  const { format } = candidate.manifest;
  const started = await startRun(tx, {
    projectId: project.id,
    requestKey: crypto.randomUUID(),
    kind: explainRunKind,
    startedBy: actor,
    mayDeploy: false,
    plan: { candidate: candidate.id, model: candidate.modelHash },
    steps: [releaseStep({ idx: 0, type: 'explain', params: {}, references, format })],
    edges: [],
  });
  await appendAudit(tx, {
    projectId: project.id,
    actor,
    action: 'candidate.explain',
    subject: candidate.id,
    details: { run: started.number },
  });
  return { run: started.runId, number: started.number };
}

/** What any Explain step found about a candidate, and the run of the button, newest, where it was pressed. */
export const findExplainedUseCase = projectQuery('view', explainInputSchema, async (context, input) => {
  const { id, modelHash } = await findCandidate(context, input.candidate);
  const projectId = context.project.id;
  // The run first: one that is seen to be over has stored its explanation by then, and who looks asks no more.
  const run = await findExplainRun(database(), { projectId, candidateId: id });
  return { explanation: await readExplanation({ projectId, modelHash }), run };
});

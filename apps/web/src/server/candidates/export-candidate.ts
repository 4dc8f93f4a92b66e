import { appendAudit, findArtifact, findOnnxExport, startRun } from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { onnxParitySchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { projectAction, projectQuery } from '../use-case';
import { provenInputs, releaseStep } from './deploy-candidate';
import { findCandidate } from './find-candidate';

export const exportInputSchema = z.object({ candidate: candidateIdSchema });

/**
 * The button "Export as ONNX": a run of the one step over artifacts that are there already, as a drawn export is. The file and
 * its proof are outputs of that run.
 */
export const exportCandidateUseCase = projectAction('run', exportInputSchema, async (context, input) => {
  const candidate = await findCandidate(context, input.candidate);
  const { model, rows } = await provenInputs(candidate, 'Run its pipeline again, then export the new candidate.');
  const step = releaseStep({ idx: 0, type: 'export-onnx', params: {}, references: { model, rows } });
  const started = await startRun(database(), {
    projectId: context.project.id,
    requestKey: crypto.randomUUID(),
    kind: 'onnx-export',
    startedBy: context.actor,
    mayDeploy: false,
    plan: { candidate: candidate.id },
    steps: [step],
    edges: [],
  });
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'candidate.export',
    subject: candidate.id,
    details: { run: started.number },
  });
  return { run: started.runId, number: started.number };
});

/** What was exported of a candidate last, so that nobody has to export it again to have its file; null: nothing, or not kept. */
export const findExportUseCase = projectQuery('view', exportInputSchema, async (context, input) => {
  const { id, modelHash } = await findCandidate(context, input.candidate);
  const hash = await findOnnxExport(database(), { projectId: context.project.id, candidateId: id, modelHash });
  const artifact = hash === null ? null : await findArtifact(database(), hash);
  return { parity: onnxParitySchema.safeParse(artifact?.inline).data ?? null };
});

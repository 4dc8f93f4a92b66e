import {
  appendAudit,
  getDataset,
  getPipeline,
  ignoreFinding,
  listIgnoredFindings,
  mindFindingAgain,
} from '@millrace/db';
import { datasetIdSchema, type ProjectId, pipelineIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction, projectQuery } from '../use-case';

/** What findings are about: a dataset, or what a step of a pipeline makes. */
const subjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dataset'), dataset: datasetIdSchema }),
  z.object({ kind: z.literal('step'), pipeline: pipelineIdSchema, step: stepIdSchema }),
]);
type Subject = z.output<typeof subjectSchema>;

const findingSchema = z.object({
  subject: subjectSchema,
  code: z.string().min(1).max(60),
  column: z.string().max(400).default(''),
});

async function keyOf(projectId: ProjectId, subject: Subject): Promise<string> {
  if (subject.kind === 'dataset') {
    if ((await getDataset(database(), { projectId, id: subject.dataset })) === null) throw notFound('dataset');
    return `dataset:${subject.dataset}`;
  }
  if ((await getPipeline(database(), { projectId, id: subject.pipeline })) === null) throw notFound('pipeline');
  return `step:${subject.pipeline}/${subject.step}`;
}

export const ignoredFindingsUseCase = projectQuery(
  'view',
  z.object({ subject: subjectSchema }),
  async ({ project }, { subject }) => ({
    ignored: await listIgnoredFindings(database(), {
      projectId: project.id,
      subject: await keyOf(project.id, subject),
    }),
  }),
);

/** A finding that stays as it is, with the reason: everybody sees both. */
export const ignoreFindingUseCase = projectAction(
  'edit',
  findingSchema.extend({ reason: z.string().trim().min(1, 'Say why, in a few words.').max(400) }),
  async ({ project, actor }, { subject, ...finding }) => {
    const key = { projectId: project.id, subject: await keyOf(project.id, subject) };
    await ignoreFinding(database(), { ...key, ...finding, createdBy: actor });
    const details = { code: finding.code, column: finding.column, reason: finding.reason };
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'finding.ignore',
      subject: key.subject,
      details,
    });
    return { code: finding.code };
  },
);

export const mindFindingUseCase = projectAction(
  'edit',
  findingSchema,
  async ({ project, actor }, { subject, ...finding }) => {
    const key = { projectId: project.id, subject: await keyOf(project.id, subject) };
    await mindFindingAgain(database(), { ...key, ...finding });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'finding.mind',
      subject: key.subject,
      details: { code: finding.code, column: finding.column },
    });
    return { code: finding.code };
  },
);

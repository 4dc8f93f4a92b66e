import { type Candidate, getCandidate } from '@millrace/db';
import type { CandidateId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { notFound } from '../errors';
import type { ProjectContext } from '../use-case';

export async function findCandidate(context: ProjectContext, id: CandidateId): Promise<Candidate> {
  const candidate = await getCandidate(database(), { projectId: context.project.id, id });
  if (candidate === null) throw notFound('candidate');
  return candidate;
}

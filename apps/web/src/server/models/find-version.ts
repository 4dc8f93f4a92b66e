import {
  type Candidate,
  type EvaluationRow,
  findCandidateByModel,
  getCandidate,
  getRelease,
  type NamedRelease,
} from '@millrace/db';
import { type ArtifactHash, candidateIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import type { ProjectContext } from '../use-case';

/** What a model page is about: a version under a registered name, or a candidate that may become one. */
export const versionOfSchema = z.union([
  z.object({ release: releaseIdSchema }),
  z.object({ candidate: candidateIdSchema }),
]);
type VersionOf = z.output<typeof versionOfSchema>;

export type FoundVersion = {
  /** What was trained; null for a release whose model no run of this project trained. */
  candidate: Candidate | null;
  release: NamedRelease | null;
  modelHash: ArtifactHash;
};

/** The version asked for. Its evaluations begin with the one that it was registered with. */
export async function findVersion({ project }: ProjectContext, of: VersionOf): Promise<FoundVersion> {
  if ('candidate' in of) {
    const candidate = await getCandidate(database(), { projectId: project.id, id: of.candidate });
    if (candidate === null) throw notFound('candidate');
    return { candidate, release: null, modelHash: candidate.modelHash };
  }
  const release = await getRelease(database(), { projectId: project.id, id: of.release });
  if (release === null) throw notFound('release');
  const { modelHash } = release;
  const candidate = await findCandidateByModel(database(), { projectId: project.id, modelHash });
  return { candidate: candidate === null ? null : asRegistered(candidate, release), release, modelHash };
}

/** Later runs may have judged the same model on other rows: a release is what it was registered with. */
function asRegistered(candidate: Candidate, { id, evaluation, createdAt }: NamedRelease): Candidate {
  if (evaluation === null) return candidate;
  const { id: candidateId, runId, idx, evaluations } = candidate;
  const own: EvaluationRow = { id, candidateId, runId, idx, artifactHash: null, result: evaluation, createdAt };
  return { ...candidate, evaluations: [own, ...evaluations] };
}

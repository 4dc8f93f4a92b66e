import {
  type Candidate,
  type ComparisonRecord,
  findJudgedBefore,
  getComparison,
  listCandidates,
  listRunsWithCandidates,
  listSearchFigures,
} from '@millrace/db';
import {
  type PipelineId,
  type ProjectId,
  pipelineIdSchema,
  type RunId,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

/**
 * Candidates with their evaluations, newest first, and who leads: in the run asked for, else in the newest with candidates.
 * Where that run judged nothing, as one to a single step, also those of the run before that did, and who led there:
 * `judgedIn` says which. Without a run also which runs have any. `searched`: of those that a search fitted what it found out.
 */
export const listCandidatesUseCase = projectQuery(
  'view',
  z.object({ pipeline: pipelineIdSchema.optional(), run: runIdSchema.optional() }),
  async ({ project }, { pipeline, run }) => {
    const projectId = project.id;
    const runs = run === undefined ? await listRunsWithCandidates(database(), { projectId }) : [];
    const runId = run ?? runs[0];
    const judged = await readJudged({ projectId, pipeline, run, runId });
    const models = judged.candidates.map(({ modelHash }) => modelHash);
    return { ...judged, runs, searched: await listSearchFigures(database(), { projectId, models, runId }) };
  },
);

type Judged = { candidates: Candidate[]; comparison: ComparisonRecord | null; judgedIn: number | null };

async function readJudged({ runId, ...asked }: Asked & { runId: RunId | undefined }): Promise<Judged> {
  const { projectId, run } = asked;
  const own = await read(asked);
  const comparison = runId === undefined ? null : await getComparison(database(), { projectId, runId });
  const isJudged = comparison !== null || own.some(({ evaluations }) => evaluations.length > 0);
  if (run === undefined || isJudged) return { candidates: own, comparison, judgedIn: null };
  return withEarlier({ ...asked, run, own });
}

type Asked = { projectId: ProjectId; pipeline: PipelineId | undefined; run: RunId | undefined };

function read({ projectId, pipeline, run }: Asked): Promise<Candidate[]> {
  return listCandidates(database(), {
    projectId,
    ...(pipeline === undefined ? {} : { pipelineId: pipeline }),
    ...(run === undefined ? {} : { runId: run }),
  });
}

/** What the run before that judged candidates found, and the candidates of this one that it did not hold. */
async function withEarlier({ own, ...asked }: Asked & { run: RunId; own: Candidate[] }): Promise<Judged> {
  const { projectId, run } = asked;
  const before = await findJudgedBefore(database(), { projectId, runId: run });
  if (before === null) return { candidates: own, comparison: null, judgedIn: null };
  const [judged, comparison] = await Promise.all([
    read({ ...asked, run: before.id }),
    getComparison(database(), { projectId, runId: before.id }),
  ]);
  const known = new Set(judged.map(({ id }) => id));
  const candidates = [...judged, ...own.filter(({ id }) => !known.has(id))];
  return { candidates, comparison, judgedIn: before.number };
}

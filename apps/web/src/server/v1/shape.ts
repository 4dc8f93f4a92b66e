import type { Batch, Candidate, Dataset, Endpoint, NamedRelease, RunDetail, StepOutput } from '@millrace/db';
import type {
  CandidateShape,
  candidateShape,
  datasetShape,
  EndpointShape,
  runShape,
} from '@millrace/pipeline-core/api';
import type { Comparison } from '@millrace/pipeline-core/events';
import type { z } from 'zod';
import { environment } from '../../env';
import { endpointUrl } from '../endpoints/scoring-client';

/** Domain values as the public answers show them. */
export function shapeDataset(dataset: Dataset, batch: Batch): z.input<typeof datasetShape> {
  return {
    id: dataset.id,
    name: dataset.name,
    batch: {
      id: batch.id,
      number: batch.number,
      rows: batch.rows,
      rejected: batch.rejected,
      table: batch.tableHash,
      columns: batch.meta.columns
        .filter(({ name }) => !name.startsWith('__'))
        .map(({ sqlType: _sqlType, ...column }) => column),
      notes: Array.isArray(batch.notes) ? batch.notes.flatMap(toNote) : [],
    },
  };
}

function toNote(value: unknown): { code: string; message: string }[] {
  if (typeof value === 'string') return [{ code: 'note', message: value }];
  if (typeof value !== 'object' || value === null || !('message' in value)) return [];
  return [{ code: 'code' in value ? String(value.code) : 'note', message: String(value.message) }];
}

export function shapeRun(run: RunDetail, outputs: readonly StepOutput[]): z.input<typeof runShape> {
  return {
    id: run.id,
    number: run.number,
    status: run.status,
    steps: run.stepRuns.map((step) => ({
      idx: step.idx,
      step: step.spec.step,
      ...(step.spec.fold === undefined ? {} : { fold: step.spec.fold }),
      title: step.spec.title,
      type: step.spec.type,
      status: step.status,
      seconds:
        step.leasedAt === null || step.finishedAt === null
          ? null
          : (step.finishedAt.getTime() - step.leasedAt.getTime()) / 1000,
      error: step.error,
      outputs: Object.fromEntries(
        outputs.filter(({ idx }) => idx === step.idx).map(({ port, artifact }) => [port, artifact.hash]),
      ),
    })),
  };
}

export function shapeCandidate(candidate: Candidate, comparison: Comparison | null): z.input<typeof candidateShape> {
  const parts = Object.entries(candidate.evaluations[0]?.result.parts ?? {});
  const metrics: CandidateShape['metrics'] = {};
  for (const [part, figures] of parts) if (figures !== null) metrics[part] = figures.metrics;
  const compared = comparison?.ranking.find(({ model }) => model === candidate.modelHash);
  return {
    id: candidate.id,
    name: candidate.title,
    type: candidate.stepType,
    model: candidate.modelHash,
    task: candidate.task,
    seconds: candidate.manifest.seconds,
    metrics,
    best: compared?.best ?? false,
    decidedBy:
      comparison === null || compared === undefined
        ? null
        : { metric: comparison.metric, part: comparison.part, value: compared.metric },
  };
}

export function shapeEndpoint(endpoint: Endpoint, release: NamedRelease | null, projectSlug: string): EndpointShape {
  return {
    id: endpoint.id,
    name: endpoint.name,
    slug: endpoint.slug,
    url: endpointUrl(endpoint.slug),
    page: `${environment().publicUrl}/p/${projectSlug}/deployments/${endpoint.id}`,
    revision: endpoint.revision,
    release:
      release === null
        ? null
        : { id: release.id, model: release.modelName, number: release.number, modelHash: release.modelHash },
  };
}

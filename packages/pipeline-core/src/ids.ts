import type { z } from 'zod';
import { z as zod } from 'zod';
import { brand } from './brand';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A UUID that names a thing, such as a pipeline. Text that is none names nothing: the issue carries what was looked for, so
 * that whoever reads an address can answer "there is no such pipeline" rather than "wrong value" (`thingNotNamed`).
 */
export function idOf(thing: string) {
  return zod
    .string()
    .refine((text) => uuidPattern.test(text), { message: `expected the id of a ${thing}, a UUID`, params: { thing } })
    .meta({ pattern: uuidPattern.source });
}

const namedThing = zod.object({ thing: zod.string() });

/** What an input that does not fit fails to name, where that is all that is wrong with it; null otherwise. */
export function thingNotNamed(error: { issues: readonly zod.core.$ZodIssue[] }): string | null {
  const things = error.issues.map(thingOfIssue);
  return things.includes(null) ? null : (things[0] ?? null);
}

function thingOfIssue(issue: zod.core.$ZodIssue): string | null {
  if (issue.code === 'invalid_union')
    return (
      issue.errors
        .map(([first]) => first)
        .flatMap((first) => (first === undefined ? [] : (thingOfIssue(first) ?? [])))[0] ?? null
    );
  const named = issue.code === 'custom' ? namedThing.safeParse(issue.params) : null;
  return named?.success === true ? named.data.thing : null;
}

const sha256 = zod.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex');
/** Ids made in the browser (steps, edges): short, URL-safe. */
const shortId = zod.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected letters, digits, _ or -');

export const projectIdSchema = brand('ProjectId', idOf('project'));
export const userIdSchema = brand('UserId');
export const datasetIdSchema = brand('DatasetId', idOf('dataset'));
export const batchIdSchema = brand('BatchId', idOf('batch'));
export const sourceIdSchema = brand('SourceId', idOf('source'));
export const pipelineIdSchema = brand('PipelineId', idOf('pipeline'));
export const pipelineVersionIdSchema = brand('PipelineVersionId', idOf('version of a pipeline'));
export const stepIdSchema = brand('StepId', shortId);
export const edgeIdSchema = brand('EdgeId', shortId);
export const runIdSchema = brand('RunId', idOf('run'));
export const candidateIdSchema = brand('CandidateId', idOf('candidate'));
export const modelIdSchema = brand('ModelId', idOf('model'));
export const releaseIdSchema = brand('ReleaseId', idOf('release'));
export const endpointIdSchema = brand('EndpointId', idOf('endpoint'));
export const predictionIdSchema = brand('PredictionId', idOf('prediction'));
export const workerIdSchema = brand('WorkerId', idOf('worker'));
export const artifactHashSchema = brand('ArtifactHash', sha256);

export type ProjectId = z.output<typeof projectIdSchema>;
export type UserId = z.output<typeof userIdSchema>;
export type DatasetId = z.output<typeof datasetIdSchema>;
export type BatchId = z.output<typeof batchIdSchema>;
export type SourceId = z.output<typeof sourceIdSchema>;
export type PipelineId = z.output<typeof pipelineIdSchema>;
export type PipelineVersionId = z.output<typeof pipelineVersionIdSchema>;
export type StepId = z.output<typeof stepIdSchema>;
export type EdgeId = z.output<typeof edgeIdSchema>;
export type RunId = z.output<typeof runIdSchema>;
export type CandidateId = z.output<typeof candidateIdSchema>;
export type ModelId = z.output<typeof modelIdSchema>;
export type ReleaseId = z.output<typeof releaseIdSchema>;
export type EndpointId = z.output<typeof endpointIdSchema>;
export type PredictionId = z.output<typeof predictionIdSchema>;
export type WorkerId = z.output<typeof workerIdSchema>;
export type ArtifactHash = z.output<typeof artifactHashSchema>;

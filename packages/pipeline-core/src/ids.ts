import type { z } from 'zod';
import { z as zod } from 'zod';
import { brand } from './brand';

const uuid = zod.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'expected a UUID');
const sha256 = zod.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex');
/** Ids made in the browser (steps, edges): short, URL-safe. */
const shortId = zod.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected letters, digits, _ or -');

export const projectIdSchema = brand('ProjectId', uuid);
export const userIdSchema = brand('UserId');
export const datasetIdSchema = brand('DatasetId', uuid);
export const batchIdSchema = brand('BatchId', uuid);
export const sourceIdSchema = brand('SourceId', uuid);
export const pipelineIdSchema = brand('PipelineId', uuid);
export const pipelineVersionIdSchema = brand('PipelineVersionId', uuid);
export const stepIdSchema = brand('StepId', shortId);
export const edgeIdSchema = brand('EdgeId', shortId);
export const runIdSchema = brand('RunId', uuid);
export const candidateIdSchema = brand('CandidateId', uuid);
export const modelIdSchema = brand('ModelId', uuid);
export const releaseIdSchema = brand('ReleaseId', uuid);
export const endpointIdSchema = brand('EndpointId', uuid);
export const predictionIdSchema = brand('PredictionId', uuid);
export const workerIdSchema = brand('WorkerId', uuid);
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

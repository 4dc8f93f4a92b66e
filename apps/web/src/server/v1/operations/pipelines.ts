import {
  getComparison,
  getReleaseUnchecked,
  getRun,
  getRunHeader,
  listCandidates,
  listEndpoints,
  listOutputs,
  listPipelines,
} from '@millrace/db';
import {
  candidateShape,
  endpointShape,
  followShape,
  previewShape,
  runShape,
  starterShape,
} from '@millrace/pipeline-core/api';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import {
  candidateIdSchema,
  pipelineIdSchema,
  type RunId,
  runIdSchema,
  stepIdSchema,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { deployCandidateUseCase, deployInputSchema } from '../../candidates/deploy-candidate';
import { explainCandidateUseCase } from '../../candidates/explain-candidate';
import { exportCandidateUseCase } from '../../candidates/export-candidate';
import { database } from '../../database';
import { findRunDeployment } from '../../endpoints/endpoint-of-run';
import { notFound, parseInput } from '../../errors';
import { createPipelineUseCase } from '../../pipelines/create-pipeline';
import { createStarter, starterInput } from '../../pipelines/create-starter';
import { previewInput, previewStep } from '../../pipelines/preview-step';
import { cancelRunUseCase } from '../../runs/cancel-run';
import { followInput, followRow } from '../../runs/follow-row';
import { startPipelineRun } from '../../runs/start-run';
import type { ProjectContext } from '../../use-case';
import { needsDeploy, needsEdit, needsRun, needsView, operation } from '../operation';
import { shapeCandidate, shapeEndpoint, shapeRun } from '../shape';

async function readRun(context: ProjectContext, id: RunId) {
  const run = await getRun(database(), { projectId: context.project.id, id });
  if (run === null) throw notFound('run');
  return shapeRun(run, await listOutputs(database(), { runId: id }));
}

export const pipelineOperations = [
  operation({
    id: 'listPipelines',
    method: 'GET',
    path: '/pipelines',
    summary: 'Pipelines of the project.',
    needs: needsView,
    answer: z.object({ items: z.array(z.object({ id: pipelineIdSchema, name: z.string() })) }),
    run: async ({ context }) => ({
      items: (await listPipelines(database(), context.project.id)).map(({ id, name }) => ({ id, name })),
    }),
  }),
  operation({
    id: 'createPipeline',
    method: 'POST',
    path: '/pipelines',
    summary: 'Makes a pipeline from a document.',
    needs: needsEdit,
    body: z.object({ name: z.string().trim().min(1).max(120), document: pipelineDocumentSchema }),
    answer: z.object({ id: pipelineIdSchema, name: z.string() }),
    status: 201,
    run: ({ context, body }) => createPipelineUseCase.run(context, body),
  }),
  operation({
    id: 'createStarterPipeline',
    method: 'POST',
    path: '/pipelines/from-dataset',
    summary: 'Draws a complete first pipeline for a dataset and a target.',
    needs: needsEdit,
    body: starterInput,
    answer: starterShape,
    status: 201,
    run: ({ context, body }) => createStarter(context, body),
  }),
  operation({
    id: 'startRun',
    method: 'POST',
    path: '/pipelines/{id}/runs',
    summary: 'Starts a run of the pipeline as it is drawn now. Send an Idempotency-Key to start at most once.',
    needs: needsRun,
    body: z.object({ targetStep: stepIdSchema.optional(), force: z.literal('all').optional() }),
    answer: runShape,
    status: 201,
    async run({ context, path, body, request }) {
      const requestKey = request.headers.get('idempotency-key');
      const { id } = await startPipelineRun(context, {
        pipeline: parseInput(pipelineIdSchema, path.id),
        trigger: 'api',
        ...(body.targetStep === undefined ? {} : { targetStep: body.targetStep }),
        ...(body.force === undefined ? {} : { force: body.force }),
        ...(requestKey === null ? {} : { requestKey }),
      });
      return readRun(context, id);
    },
  }),
  operation({
    id: 'previewStep',
    method: 'POST',
    path: '/pipelines/{id}/preview',
    summary: 'First rows that a step of the pipeline would make as it is drawn now, computed for this answer alone.',
    needs: needsView,
    body: previewInput.omit({ pipeline: true, document: true }),
    answer: previewShape,
    run: ({ context, path, body, request }) =>
      previewStep({ ...context, signal: request.signal }, { ...body, pipeline: parseInput(pipelineIdSchema, path.id) }),
  }),
  operation({
    id: 'getRun',
    method: 'GET',
    path: '/runs/{id}',
    summary: 'A run with the state, times, errors and outputs of its steps.',
    needs: needsView,
    answer: runShape,
    run: ({ context, path }) => readRun(context, parseInput(runIdSchema, path.id)),
  }),
  operation({
    id: 'followRow',
    method: 'GET',
    path: '/runs/{id}/follow',
    summary:
      'One row at every port of a run: its values, the rows it became or came from, or the step that dropped it.',
    needs: needsView,
    query: followInput.omit({ run: true }).extend({ row: z.coerce.number().int().nonnegative() }),
    answer: followShape,
    run: ({ context, path, query, request }) =>
      followRow(
        { ...context, signal: request.signal },
        { ...query, run: parseInput(runIdSchema, path.id) },
        { look: 'api' },
      ),
  }),
  operation({
    id: 'cancelRun',
    method: 'POST',
    path: '/runs/{id}/cancel',
    summary: 'Asks a run to stop.',
    needs: needsRun,
    answer: z.object({ status: z.string() }),
    run: ({ context, path }) => cancelRunUseCase.run(context, { id: parseInput(runIdSchema, path.id) }),
  }),
  operation({
    id: 'listCandidates',
    method: 'GET',
    path: '/runs/{id}/candidates',
    summary: 'Models a run trained, with metrics by part; the best is marked.',
    needs: needsView,
    answer: z.object({ items: z.array(candidateShape) }),
    async run({ context, path }) {
      const key = { projectId: context.project.id, runId: parseInput(runIdSchema, path.id) };
      const header = await getRunHeader(database(), key.runId);
      if (header?.projectId !== key.projectId) throw notFound('run');
      const [candidates, comparison] = await Promise.all([
        listCandidates(database(), key),
        getComparison(database(), key),
      ]);
      return { items: candidates.map((candidate) => shapeCandidate(candidate, comparison?.result ?? null)) };
    },
  }),
  operation({
    id: 'deployCandidate',
    method: 'POST',
    path: '/candidates/{id}/deploy',
    summary: 'Packages a candidate, walks it through the gates and routes the endpoint to it.',
    needs: needsDeploy,
    body: deployInputSchema.omit({ candidate: true, override: true, overridden: true }), // a person overrides, in the workbench
    answer: z.object({ run: runIdSchema, number: z.number().int() }),
    status: 201,
    run: ({ context, path, body }) =>
      deployCandidateUseCase.run(context, { ...body, candidate: parseInput(candidateIdSchema, path.id) }),
  }),
  operation({
    id: 'exportCandidate',
    method: 'POST',
    path: '/candidates/{id}/onnx',
    summary:
      'Writes the model of a candidate as an .onnx file. The run ends with it at port `onnx` once its answers are proven equal.',
    needs: needsRun,
    body: z.object({}),
    answer: z.object({ run: runIdSchema, number: z.number().int() }),
    status: 201,
    run: ({ context, path }) =>
      exportCandidateUseCase.run(context, { candidate: parseInput(candidateIdSchema, path.id) }),
  }),
  operation({
    id: 'explainCandidate',
    method: 'POST',
    path: '/candidates/{id}/explanation',
    summary:
      'Explains the model of a candidate on the rows that its run kept. The run ends with what was found at port `explanation`.',
    needs: needsRun,
    body: z.object({}),
    answer: z.object({ run: runIdSchema, number: z.number().int() }),
    status: 201,
    run: ({ context, path }) =>
      explainCandidateUseCase.run(context, { candidate: parseInput(candidateIdSchema, path.id) }),
  }),
  operation({
    id: 'getEndpointOfRun',
    method: 'GET',
    path: '/runs/{id}/endpoint',
    summary:
      'The endpoint a run deployed to, once it serves the release of that run; with the state of the deployment.',
    needs: needsView,
    answer: z.object({
      endpoint: endpointShape.nullable(),
      deployment: z.object({ id: z.string(), status: z.string(), error: z.json() }).nullable(),
    }),
    async run({ context, path }) {
      const { endpoint, served, deployment } = await findRunDeployment(
        context.project.id,
        parseInput(runIdSchema, path.id),
      );
      return {
        endpoint: endpoint === null || served === null ? null : shapeEndpoint(endpoint, served, context.project.slug),
        deployment:
          deployment === null ? null : { id: deployment.id, status: deployment.status, error: deployment.error },
      };
    },
  }),
  operation({
    id: 'listEndpoints',
    method: 'GET',
    path: '/endpoints',
    summary: 'Endpoints of the project.',
    needs: needsView,
    answer: z.object({ items: z.array(endpointShape) }),
    async run({ context }) {
      const endpoints = await listEndpoints(database(), context.project.id);
      const items = await Promise.all(
        endpoints.map(async (endpoint) => {
          const first = endpoint.config?.routes[0];
          const release = first === undefined ? null : await getReleaseUnchecked(database(), first.release);
          return shapeEndpoint(endpoint, release, context.project.slug);
        }),
      );
      return { items };
    },
  }),
];

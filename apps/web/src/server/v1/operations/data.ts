import { getDataset, latestBatch, listDatasets } from '@millrace/db';
import { datasetShape, windowShape } from '@millrace/pipeline-core/api';
import { artifactHashSchema, datasetIdSchema } from '@millrace/pipeline-core/ids';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { readProfile, readWindow } from '../../data-service/client';
import { database } from '../../database';
import { uploadDataset } from '../../datasets/upload-dataset';
import { datasetNameSchema, fileNameSchema } from '../../datasets/upload-name';
import { notFound, parseInput } from '../../errors';
import { refuseForeignArtifact } from '../../runs/read-artifact';
import { countTableLook } from '../../splits/count-look';
import { needsEdit, needsView, operation } from '../operation';
import { shapeDataset } from '../shape';

export const dataOperations = [
  operation({
    id: 'uploadDataset',
    method: 'POST',
    path: '/datasets',
    summary: 'Lands a file as a new batch of the named dataset. The body is the file.',
    needs: needsEdit,
    query: z.object({ name: datasetNameSchema, file: fileNameSchema }),
    file: true,
    answer: datasetShape,
    status: 201,
    async run({ context, query, request }) {
      const { dataset, batch } = await uploadDataset(context, {
        name: query.name,
        fileName: query.file,
        body: request.body,
        length: request.headers.get('content-length'),
      });
      return shapeDataset(dataset, batch);
    },
  }),
  operation({
    id: 'listDatasets',
    method: 'GET',
    path: '/datasets',
    summary: 'Datasets of the project.',
    needs: needsView,
    answer: z.object({
      items: z.array(z.object({ id: datasetIdSchema, name: z.string(), batches: z.number().int() })),
    }),
    run: async ({ context }) => ({
      items: (await listDatasets(database(), context.project.id)).map(({ id, name, batches }) => ({
        id,
        name,
        batches,
      })),
    }),
  }),
  operation({
    id: 'getDataset',
    method: 'GET',
    path: '/datasets/{id}',
    summary: 'A dataset with its latest batch.',
    needs: needsView,
    answer: datasetShape,
    async run({ context, path }) {
      const key = { projectId: context.project.id };
      const id = parseInput(datasetIdSchema, path.id);
      const dataset = await getDataset(database(), { ...key, id });
      const batch = await latestBatch(database(), { ...key, datasetId: id });
      if (dataset === null || batch === null) throw notFound('dataset');
      return shapeDataset(dataset, batch);
    },
  }),
  operation({
    id: 'readTable',
    method: 'GET',
    path: '/tables/{hash}/rows',
    summary: 'Rows of a stored table, in row order.',
    needs: needsView,
    query: z.object({
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      part: z.enum(['train', 'validation', 'test']).optional(),
    }),
    answer: windowShape,
    async run({ context, path, query, request }) {
      const table = parseInput(artifactHashSchema, path.hash);
      await refuseForeignArtifact(context.project.id, table);
      const { signal } = request;
      const { part, ...rest } = query;
      await countTableLook(context, { table, part, offset: query.offset, kind: 'api' });
      return readWindow({ table, ...rest, signal, ...(part === undefined ? {} : { part }) });
    },
  }),
  operation({
    id: 'profileTable',
    method: 'GET',
    path: '/tables/{hash}/profile',
    summary: 'Profile of a stored table; with `target` also how well each column alone predicts it.',
    needs: needsView,
    query: z.object({ target: z.string().optional() }),
    answer: tableProfileSchema,
    async run({ context, path, query }) {
      const table = parseInput(artifactHashSchema, path.hash);
      await refuseForeignArtifact(context.project.id, table);
      return readProfile({ table, target: query.target });
    },
  }),
];

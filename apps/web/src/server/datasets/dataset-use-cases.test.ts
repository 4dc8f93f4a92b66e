import { createDataset, createPipeline, listAudit } from '@millrace/db';
import { type PipelineDocument, samplePipeline } from '@millrace/pipeline-core/document';
import { describe, expect, it } from 'vitest';
import { planRunUseCase } from '../runs/start-run';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { datasetTablesUseCase } from './dataset-tables';
import {
  deleteDatasetUseCase,
  getDatasetUseCase,
  listDatasetsUseCase,
  renameDatasetUseCase,
} from './dataset-use-cases';

withTestServer();

/** A sample drawing that reads `dataset` in place of its sample. */
function drawingWith(dataset: string): PipelineDocument {
  const drawing = samplePipeline('churn');
  const data = drawing.steps.data;
  if (data === undefined) throw new Error('the sample has no step called data');
  const step = { ...data, type: 'dataset', version: 1, params: { dataset, batch: 'latest' } };
  return { ...drawing, steps: { ...drawing.steps, data: step } };
}

describe('a dataset', () => {
  it('is renamed, but not to the name of another one', async () => {
    const context = await makeContext(db, 'scientist');
    const { dataset } = await makeStoredThings(db, context.project.id);
    await renameDatasetUseCase.run(context, { id: dataset.id, name: 'clients' });
    expect((await getDatasetUseCase.run(context, { id: dataset.id })).dataset.name).toBe('clients');
    const other = await createDataset(db, { projectId: context.project.id, name: 'customers', createdBy: 'ada' });
    if (!other.ok) throw new Error(other.error);
    const taken = renameDatasetUseCase.run(context, { id: dataset.id, name: 'customers' });
    await expect(taken).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('customers') });
    await renameDatasetUseCase.run(context, { id: other.value.id, name: 'customers' }); // its own name
    const names = (await listDatasetsUseCase.run(context, {})).datasets.map(({ name }) => name);
    expect(names.sort()).toEqual(['clients', 'customers']);
  });

  it('names the pipelines that read it, and no others', async () => {
    const context = await makeContext(db, 'scientist');
    const { dataset } = await makeStoredThings(db, context.project.id);
    const draw = (name: string, document: PipelineDocument) =>
      createPipeline(db, { projectId: context.project.id, name, document, createdBy: 'ada' });
    await draw('sample', samplePipeline('churn'));
    const reader = await draw('reader', drawingWith(dataset.id));
    expect((await getDatasetUseCase.run(context, { id: dataset.id })).usedBy).toEqual([
      { id: reader.id, name: 'reader' },
    ]);
  });

  it('tells the columns of its batches together, and that there is none since a time', async () => {
    const context = await makeContext(db, 'scientist');
    const { dataset } = await makeStoredThings(db, context.project.id);
    const since = 'since:2126-01-01T00:00:00Z';
    const wanted = ['all', since].map((batch) => ({ dataset: dataset.id, batch }));
    const { tables } = await datasetTablesUseCase.run(context, { wanted });
    const columns = [{ name: 'tenure', type: 'number' }, { name: 'left' }];
    expect(tables).toMatchObject([
      { batch: 'all', table: { several: [{ batches: [1], table: { rows: 10, columns } }] } },
      { batch: since, table: { several: [] } },
    ]);
  });

  it('leaves, once deleted, a pipeline that says so and a free name', async () => {
    const context = await makeContext(db, 'scientist');
    const { dataset } = await makeStoredThings(db, context.project.id);
    const document = drawingWith(dataset.id);
    const pipeline = await createPipeline(db, {
      projectId: context.project.id,
      name: 'reader',
      document,
      createdBy: 'ada',
    });
    await deleteDatasetUseCase.run(context, { id: dataset.id });
    expect((await listDatasetsUseCase.run(context, {})).datasets).toEqual([]);
    await expect(getDatasetUseCase.run(context, { id: dataset.id })).rejects.toMatchObject({ kind: 'not-found' });
    const wanted = [{ dataset: dataset.id, batch: 'latest' }];
    expect((await datasetTablesUseCase.run(context, { wanted })).tables).toMatchObject([{ table: null }]);
    const { issues } = await planRunUseCase.run(context, { pipeline: pipeline.id });
    expect(issues).toContainEqual(expect.objectContaining({ code: 'reference-gone', severity: 'error' }));
    const again = await createDataset(db, { projectId: context.project.id, name: 'customers', createdBy: 'ada' });
    expect(again.ok).toBe(true);
    const entries = await listAudit(db, { projectId: context.project.id });
    expect(entries).toContainEqual(
      expect.objectContaining({ action: 'dataset.delete', subject: dataset.id, details: { name: 'customers' } }),
    );
  });
});

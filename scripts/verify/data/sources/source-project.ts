import { windowShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import { callApi } from '../../../bench/api';
import type { OwnProduct } from '../../../bench/own-product';
import { projectKey } from '../../../quickstart/project-key';
import { openPages } from './pages';

const batchSchema = z.object({
  id: z.string(),
  number: z.number(),
  fileName: z.string(),
  rows: z.number(),
  rejected: z.number(),
  state: z.string(),
});
export type LandedBatch = z.output<typeof batchSchema>;
export type Row = Record<string, z.core.util.JSONType>;

const datasetSchema = z.object({
  batch: z.object({ tableHash: z.string() }).nullable(),
  batches: z.array(batchSchema),
});
const runListSchema = z.object({ runs: z.array(z.object({ id: z.string(), number: z.number(), status: z.string() })) });
const wishSchema = z.object({
  request: z.object({ missed: z.number().optional(), alsoDue: z.number().optional() }).nullable(),
});
export type Wish = z.output<typeof wishSchema>;
const sourceSchema = z.object({
  source: z.object({ pipelineId: z.string() }),
  waiting: z.array(wishSchema),
  runs: z.array(wishSchema.extend({ status: z.string() })),
});

export type SourceProject = Awaited<ReturnType<typeof openSourceProject>>;

/** The project of the proof: driven as a program and a person would, and read through the API alone. */
export async function openSourceProject(product: OwnProduct) {
  const pages = await openPages(product, 'Sources');
  const { key } = await projectKey(product, 'Sources');
  const { call } = callApi({ webUrl: product.webUrl, key });
  const dataset = (id: string, batch?: string) =>
    pages.query(datasetSchema, 'datasets.get', batch === undefined ? { id } : { id, batch });

  /** Every row of a batch, page by page. */
  async function rowsOf(datasetId: string, batch: LandedBatch): Promise<Row[]> {
    const table = (await dataset(datasetId, batch.id)).batch?.tableHash;
    const rows: Row[] = [];
    for (let total = 1; rows.length < total; ) {
      const window = await call(windowShape, `/tables/${table}/rows?offset=${rows.length}&limit=1000`);
      rows.push(
        ...window.rows.map((cells) =>
          Object.fromEntries(window.columns.map(({ name }, at) => [name, cells[at] ?? null])),
        ),
      );
      total = window.total;
      if (window.rows.length === 0) break;
    }
    return rows;
  }

  return {
    product,
    key,
    call,
    pages,
    rowsOf,
    /** Oldest first. */
    batches: async (id: string) => (await dataset(id)).batches.sort((a, b) => a.number - b.number),
    countRows: async (id: string) => (await dataset(id)).batches.reduce((sum, { rows }) => sum + rows, 0),
    source: (id: string) => pages.query(sourceSchema, 'sources.get', { id }),
    runs: async (pipeline: string) => (await pages.query(runListSchema, 'runs.list', { pipeline, limit: 200 })).runs,
    makeSource: (body: object) => call(z.object({ id: z.string(), dataset: z.string() }), '/sources', body),
    setClock: (source: string) =>
      pages.mutate(z.object({ id: z.string() }), 'sources.addClock', { source, cron: '* * * * *', timeZone: 'UTC' }),
    pauseSource: (id: string) => pages.mutate(z.object({ paused: z.boolean() }), 'sources.pause', { id, paused: true }),
    runNow: (source: string) => call(z.object({ trigger: z.string() }), `/sources/${source}/runs`, {}),
    /** Sources with a run on its way. */
    async busy(): Promise<number> {
      const listed = z.object({
        sources: z.array(z.object({ run: z.object({ status: z.string() }).nullable() })),
      });
      const { sources } = await pages.query(listed, 'sources.list');
      return sources.filter(({ run }) => run?.status === 'running').length;
    },
  };
}

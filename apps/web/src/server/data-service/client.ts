import { type WindowShape, windowShape } from '@millrace/pipeline-core/api';
import { errorReportSchema, PipelineError } from '@millrace/pipeline-core/errors';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { type TableProfile, tableProfileSchema } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { environment } from '../../env';
import { Refusal } from '../errors';

const failureSchema = z.object({ error: errorReportSchema });

/** Calls the data service of an execute worker. Callers check first that the project uses the hash. */
export async function callDataService(path: string, init: RequestInit = {}): Promise<Response> {
  const { INTERNAL_DATA_URL, INTERNAL_TOKEN } = environment();
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${INTERNAL_TOKEN}`);
  const response = await fetch(`${INTERNAL_DATA_URL}${path}`, { ...init, headers }).catch((cause: unknown) => {
    throw new Refusal(
      'busy',
      'The data service does not answer.',
      'Check on the workers page that a worker with the role execute runs.',
      cause,
    );
  });
  if (response.ok) return response;
  const failure = failureSchema.safeParse(await response.json().catch(() => null));
  if (failure.success) throw new PipelineError({ ...failure.data.error, cause: failure.data.error.detail });
  throw new Refusal('busy', `The data service answered ${response.status}.`, 'Try again in a moment.');
}

/** Rows of a stored table, in `__row` order. */
export async function readWindow(o: {
  table: ArtifactHash;
  offset?: number;
  limit: number;
  /** Only the row with this number. */
  row?: number;
  part?: string;
  sort?: string;
  descending?: boolean;
}): Promise<WindowShape> {
  const query = new URLSearchParams({ offset: String(o.offset ?? 0), limit: String(o.limit) });
  if (o.row !== undefined) query.set('row', String(o.row));
  if (o.part !== undefined) query.set('part', o.part);
  if (o.sort !== undefined) query.set('sort', o.sort);
  if (o.descending === true) query.set('descending', 'true');
  return windowShape.parse(await (await callDataService(`/tables/${o.table}/window?${query}`)).json());
}

/** Profile of a stored table; with a target it says how well each column alone predicts it. */
export async function readProfile(table: ArtifactHash, target?: string): Promise<TableProfile> {
  const query = target === undefined ? '' : `?${new URLSearchParams({ target })}`;
  return tableProfileSchema.parse(await (await callDataService(`/tables/${table}/profile${query}`)).json());
}

/** A JSON artifact that is not kept inline. */
export async function readJsonArtifact(hash: ArtifactHash): Promise<unknown> {
  return (await callDataService(`/artifacts/${hash}/json`)).json();
}

const splitMeasureSchema = z.object({
  table: z.string(),
  assignment: z.string().optional(),
  counts: z.object({ train: z.number(), validation: z.number(), test: z.number() }).optional(),
});

/** A stored split measured anew: the hash of its file, of its marks, and the rows of each part. */
export async function readSplit(table: ArtifactHash) {
  const answer = splitMeasureSchema.parse(await (await callDataService(`/tables/${table}/split`)).json());
  return { table: answer.table, assignment: answer.assignment ?? null, counts: answer.counts ?? null };
}

/** Rows of a part as a stream, as long as the part is. */
export async function openRows(o: {
  table: ArtifactHash;
  part: string;
  columns?: readonly string[];
  format: string;
  order: string;
  seed: number;
}): Promise<Response> {
  const { table, columns, seed, ...rest } = o;
  const query = new URLSearchParams({ ...rest, seed: String(seed) });
  if (columns !== undefined) query.set('columns', columns.map(encodeURIComponent).join(','));
  return callDataService(`/tables/${table}/rows?${query}`);
}

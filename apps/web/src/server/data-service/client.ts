import { followedRowsShape, type WindowShape, windowShape } from '@millrace/pipeline-core/api';
import { errorReportSchema, PipelineError } from '@millrace/pipeline-core/errors';
import type { FollowMove } from '@millrace/pipeline-core/follow';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { type PreviewAnswer, type PreviewRequest, previewAnswerSchema } from '@millrace/pipeline-core/preview';
import {
  type AssociationReport,
  associationReportSchema,
  type ColumnFilter,
  type PairPicture,
  pairPictureSchema,
  type TableProfile,
  tableProfileSchema,
} from '@millrace/pipeline-core/profile';
import { type TableSketch, tableSketchSchema } from '@millrace/pipeline-core/sketch';
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
    init.signal?.throwIfAborted();
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
  filters?: readonly ColumnFilter[];
  signal?: AbortSignal | undefined;
}): Promise<WindowShape> {
  const query = new URLSearchParams({ offset: String(o.offset ?? 0), limit: String(o.limit) });
  if (o.row !== undefined) query.set('row', String(o.row));
  if (o.part !== undefined) query.set('part', o.part);
  if (o.sort !== undefined) query.set('sort', o.sort);
  if (o.descending === true) query.set('descending', 'true');
  if (o.filters !== undefined && o.filters.length > 0) query.set('filters', JSON.stringify(o.filters));
  return windowShape.parse(
    await (await callDataService(`/tables/${o.table}/window?${query}`, waiting(o.signal))).json(),
  );
}

/** Of a wide table: the columns that are wanted. */
type Columns = { columns?: readonly string[] | undefined };

/** Profile of a stored table; with a target it says how well each column alone predicts it. */
export async function readProfile(
  o: { table: ArtifactHash; target?: string | undefined; signal?: AbortSignal | undefined } & Columns,
): Promise<TableProfile> {
  const { table, signal, ...asked } = o;
  return tableProfileSchema.parse(await (await post(`/tables/${table}/profile`, asked, signal)).json());
}

/** Mergeable summary of a stored table. */
export async function readSketch(table: ArtifactHash): Promise<TableSketch> {
  return tableSketchSchema.parse(await (await callDataService(`/tables/${table}/sketch`)).json());
}

/** How the columns of a stored table go together. */
export async function readAssociations(
  o: { table: ArtifactHash; signal?: AbortSignal | undefined } & Columns,
): Promise<AssociationReport> {
  const { table, signal, ...asked } = o;
  return associationReportSchema.parse(await (await post(`/tables/${table}/associations`, asked, signal)).json());
}

/** Two columns of a stored table against each other. */
export async function readPair(o: {
  table: ArtifactHash;
  a: string;
  b: string;
  signal?: AbortSignal | undefined;
}): Promise<PairPicture> {
  const query = new URLSearchParams({ a: o.a, b: o.b });
  const response = await callDataService(`/tables/${o.table}/pair?${query}`, waiting(o.signal));
  return pairPictureSchema.parse(await response.json());
}

const followedSchema = z.object({
  ports: z.array(
    z.object({
      key: z.string(),
      count: z.number().int(),
      shown: followedRowsShape.nullable(),
      before: followedRowsShape.nullable(),
    }),
  ),
});

/** Rows of one row in many stored tables. */
export async function readFollowed(o: {
  ports: readonly {
    key: string;
    table: ArtifactHash;
    origin: ArtifactHash | null;
    before: readonly { key: string; kept: boolean }[];
  }[];
  picked: { key: string; row: number };
  moves: readonly FollowMove[];
  signal?: AbortSignal | undefined;
}): Promise<z.output<typeof followedSchema>['ports']> {
  const { signal, ...asked } = o;
  return followedSchema.parse(await (await post('/follow', asked, signal)).json()).ports;
}

/** Rows of an output that no run has made: the steps up to it are executed for this answer alone. */
export async function readPreview(request: PreviewRequest, signal?: AbortSignal): Promise<PreviewAnswer> {
  return previewAnswerSchema.parse(await (await post('/preview', request, signal)).json());
}

function post(path: string, body: object, signal: AbortSignal | undefined): Promise<Response> {
  const request = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return callDataService(path, { ...request, ...waiting(signal) });
}

function waiting(signal: AbortSignal | undefined): RequestInit {
  return signal === undefined ? {} : { signal };
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
  /** Columns left out: few, where those that stay may be too many for an address. */
  except: readonly string[];
  format: string;
  order: string;
  seed: number;
  /** One side of a fold, counted from 0. */
  fold?: { at: number; expanding: boolean };
  signal?: AbortSignal | undefined;
}): Promise<Response> {
  const { table, except, seed, fold, signal, ...rest } = o;
  const query = new URLSearchParams({ ...rest, seed: String(seed) });
  if (fold !== undefined) query.set('fold', String(fold.at));
  if (fold?.expanding === true) query.set('expanding', 'true');
  if (except.length > 0) query.set('except', except.map(encodeURIComponent).join(','));
  return callDataService(`/tables/${table}/rows?${query}`, waiting(signal));
}

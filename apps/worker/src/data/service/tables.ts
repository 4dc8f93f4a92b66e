import type { Json } from '@millrace/pipeline-core/json';
import { partSchema } from '@millrace/pipeline-core/schema';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type KeptOrders, orderOfWindow } from '../kept-orders';
import { type ColumnFilter, columnFilterSchema } from '../row-filters';
import { hashParams, requireTablePath } from './artifacts';
import { namesIn } from './names-in';
import type { DataServiceOptions, TableTask } from './options';
import { textOf } from './request-body';
import { plainJson, taskSeconds, whileWaiting, withFolder } from './run-task';

const windowQuery = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  part: partSchema.optional(),
  row: z.coerce.number().int().nonnegative().optional(),
  sort: z.string().optional(),
  descending: z.stringbool().default(false),
  columns: z.string().optional(),
  search: z.string().max(200).optional(),
  /** JSON, see `columnFilterSchema`. */
  filters: z.string().max(20_000).optional(),
});

/** The names of many columns do not fit into an address: these come in the body, as JSON. */
const associationsRequest = z.object({ columns: z.array(z.string()).optional() });
const profileRequest = associationsRequest.extend({ target: z.string().optional() });

/** Some rows of a table, in the order that is asked for. */
export async function readWindow(
  options: DataServiceOptions,
  { request, orders }: { request: FastifyRequest; orders: KeptOrders },
): Promise<Json> {
  const { columns, filters, ...query } = windowQuery.parse(request.query);
  const asked = { ...query, ...namesIn('columns', columns), ...readFilters(filters) };
  const { hash } = hashParams.parse(request.params);
  const table = { hash, path: await requireTablePath(options, request) };
  const order = await orderOfWindow(orders, table, asked);
  return tableTask(options, { request, task: 'window', args: { request: asked, order } });
}

function readFilters(text: string | undefined): { filters?: ColumnFilter[] } {
  return text === undefined ? {} : { filters: z.array(columnFilterSchema).max(50).parse(JSON.parse(text)) };
}

/** Profile of a table, or of the columns that are named. */
export async function readProfile(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const args = profileRequest.parse(JSON.parse(await textOf(request)));
  return tableTask(options, { request, task: 'profile', args });
}

/** How the columns of a table go together. */
export async function readAssociations(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const args = associationsRequest.parse(JSON.parse(await textOf(request)));
  return tableTask(options, { request, task: 'associate', args });
}

/** How two columns go together. */
export async function readPair(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const args = z.object({ a: z.string(), b: z.string() }).parse(request.query);
  return tableTask(options, { request, task: 'pair', args });
}

/** What a child reads of the table that the address names. */
export async function tableTask(
  options: DataServiceOptions,
  { request, task, args }: { request: FastifyRequest; task: TableTask; args: object },
): Promise<Json> {
  const path = await requireTablePath(options, request);
  const seconds = taskSeconds[task];
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) =>
      options.runTask({ task, args: plainJson({ path, ...args }), folder, seconds, signal }),
    ),
  );
}

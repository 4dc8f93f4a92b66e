import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  candidateShape,
  datasetShape,
  endpointShape,
  problemShape,
  runShape,
  starterShape,
  windowShape,
} from '@millrace/pipeline-core/api';
import { z } from 'zod';

/** A request that Millrace refused, in its own words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

const runEndpointSchema = z.object({
  endpoint: endpointShape.nullable(),
  deployment: z.object({ status: z.string(), error: z.json() }).nullable(),
});

export type ApiClient = ReturnType<typeof createApiClient>;

/** Typed calls to /api/v1 with a key of one project; every answer is parsed. */
export function createApiClient(o: { webUrl: string; key: string }) {
  async function call<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
    const headers = {
      authorization: `Bearer ${o.key}`,
      ...(typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}),
    };
    const response = await fetch(`${o.webUrl}/api/v1${path}`, { ...init, headers });
    const body: unknown = await response.json();
    if (!response.ok) {
      const problem = problemShape.safeParse(body);
      throw new ApiError(
        response.status,
        problem.success ? problem.data.detail : `${path} answered ${response.status}`,
      );
    }
    return schema.parse(body);
  }
  const post = (value: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(value) });

  return {
    async upload(file: string, name: string) {
      const query = new URLSearchParams({ name, file: basename(file) });
      return call(datasetShape, `/datasets?${query}`, { method: 'POST', body: new Uint8Array(await readFile(file)) });
    },
    createStarter: (body: { dataset: string; target: string; name: string; seed: number }) =>
      call(starterShape, '/pipelines/from-dataset', post(body)),
    startRun: (pipeline: string) => call(runShape, `/pipelines/${pipeline}/runs`, post({})),
    run: (id: string) => call(runShape, `/runs/${id}`),
    candidates: async (run: string) =>
      (await call(z.object({ items: z.array(candidateShape) }), `/runs/${run}/candidates`)).items,
    endpointOfRun: (run: string) => call(runEndpointSchema, `/runs/${run}/endpoint`),
    window: (table: string, query: { part?: string; offset?: number; limit: number }) => {
      const search = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      return call(windowShape, `/tables/${table}/rows?${search}`);
    },
  };
}

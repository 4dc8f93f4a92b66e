import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { z } from 'zod';

/** Calls of /api/v1 with a key: a body makes it a POST. Answers are parsed. */
export function callApi({ webUrl, key }: { webUrl: string; key: string }) {
  async function call<S extends z.ZodType>(schema: S, path: string, body?: unknown): Promise<z.output<S>> {
    const response = await fetch(`${webUrl}/api/v1${path}`, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return schema.parse(await response.json());
  }
  return {
    call,
    createPipeline: async (name: string, document: PipelineDocument) =>
      (await call(z.object({ id: z.string() }), '/pipelines', { name, document })).id,
  };
}

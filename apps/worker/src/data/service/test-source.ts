import { PipelineError } from '@millrace/pipeline-core/errors';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { sourceConfigSchema } from '@millrace/pipeline-core/sources';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { scrubber, scrubValue } from '../../outside/scrub';
import type { DataServiceOptions } from './options';
import { textOf } from './request-body';
import { plainJson, taskSeconds, withFolder } from './run-task';

const testBody = z.object({ project: projectIdSchema, config: sourceConfigSchema, secret: z.string().nullable() });

/** Connects to a source as it would be read, and says what it found. */
export async function testSource(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const { project, config, secret } = testBody.parse(JSON.parse(await textOf(request)));
  const outside = await options.grant({ projectId: project, secret, place: 'Source' });
  const scrub = scrubber(outside.secret);
  return withFolder(options, async (folder) => {
    const args = plainJson({ config, outside });
    try {
      return await options.runTask({ task: 'test-source', args, folder, seconds: taskSeconds['test-source'] });
    } catch (error) {
      if (error instanceof PipelineError) throw new PipelineError(scrubValue(error.report, scrub));
      throw error;
    }
  });
}

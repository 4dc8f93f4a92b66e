// The installation of a fault harness: makes an endpoint whose release answers 2 · x, lets one score a topic, starts batches for it, and looks at
// what became of them. Argument: JSON with url and dataDir. It answers each line of JSON on its standard input by one.
import { createInterface } from 'node:readline';
import { createDatabase, createScoreStream } from '@millrace/db';
import { streamRulesSchema } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { createArtifactStore } from '../../data/artifact-store';
import { checkScores, startBatch } from './world-batch';
import { makeServedEndpoint } from './world-endpoint';

const argument = z.object({ url: z.string(), dataDir: z.string() }).parse(JSON.parse(process.argv[2] ?? ''));
const requestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('make-endpoint'), name: z.string() }),
  z.object({ do: z.literal('make-stream'), name: z.string() }),
  z.object({ do: z.literal('start-batch'), name: z.string(), rows: z.int(), chunkRows: z.int() }),
  z.object({ do: z.literal('check-scores'), run: z.string(), rows: z.int() }),
]);

const db = createDatabase(argument.url, { max: 2 });
const world = { db, store: await createArtifactStore(`${argument.dataDir}/artifacts`), folder: argument.dataDir };

async function answer(text: string): Promise<unknown> {
  const request = requestSchema.parse(JSON.parse(text));
  switch (request.do) {
    case 'make-endpoint': {
      const { key, body, endpoint, release } = await makeServedEndpoint(world, request.name);
      return { key, body, slug: endpoint.slug, id: endpoint.id, release: release.id };
    }
    case 'make-stream': {
      const { endpoint, project } = await makeServedEndpoint(world, request.name);
      const rules = streamRulesSchema.parse({ routes: [], otherwise: 'answers', refused: 'refused' });
      const wish = { topic: 'incoming', rules, mostWaiting: null, from: 'beginning' as const, createdBy: 'harness' };
      const { id, slug } = endpoint;
      await createScoreStream(db, { endpoint: { id, slug, projectId: project.id }, ...wish });
      return { endpoint: id, project: project.id };
    }
    case 'start-batch':
      return startBatch(world, request);
    case 'check-scores':
      return checkScores(world, request);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(line).catch((error: unknown) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await db.close();

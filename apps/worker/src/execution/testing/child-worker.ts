// A worker that executes real steps in children, as a process of its own; tests start several on one database.
// Argument: JSON with url, store, folder and childPath. It ends when its standard input closes.
import { createDatabase } from '@millrace/db';
import { listContracts } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { createArtifactStore } from '../../data/artifact-store';
import { createQuietLogger } from '../../testing/quiet-logger';
import { startExecution } from '../start-execution';
import { stepTypeFacts } from '../step-type-facts';

const argumentSchema = z.object({ url: z.string(), store: z.string(), folder: z.string(), childPath: z.string() });
const { url, store, folder, childPath } = argumentSchema.parse(JSON.parse(process.argv[2] ?? ''));

const db = createDatabase(url, { max: 3 });
const execution = await startExecution({
  ...{ url, db, folder, childPath },
  files: await createArtifactStore(store),
  stepTypes: listContracts().map(stepTypeFacts),
  facts: { roles: ['execute'], version: 'test', capabilities: {} },
  settings: { slots: { cpu: 1 }, pollMs: 200, leastFreeBytes: 0, mostMemoryShare: 1 },
  megabytes: 512,
  logger: createQuietLogger(),
});
process.stdin
  .on('close', () => {
    void execution.stop().finally(() => process.exit(0));
  })
  .resume();
process.stdout.write('ready\n');

// A scoring process for tests. Argument: JSON with url, folder and `dies`: whether it is killed right after the first
// commit of pushed events, before their sender is answered. It writes its port to its standard output.
import { join } from 'node:path';
import { createDatabase } from '@millrace/db';
import { z } from 'zod';
import { createArtifactStore } from '../../../data/artifact-store';
import { createFigures } from '../../../ground/figures';
import { createQuietLogger } from '../../../testing/quiet-logger';
import { startScoring } from '../../start-scoring';

const { url, folder, dies } = z
  .object({ url: z.string(), folder: z.string(), dies: z.boolean() })
  .parse(JSON.parse(process.argv[2] ?? ''));
const store = await createArtifactStore(join(folder, 'artifacts'));
const { port } = await startScoring({
  ...{ db: createDatabase(url), databaseUrl: url, pathOf: store.pathOf, dataDir: folder, host: '127.0.0.1', port: 0 },
  ...{ internalToken: 't', health: () => ({ status: 'ok', roles: ['score'] }), figures: createFigures() },
  ...(dies ? { onStored: () => void process.kill(process.pid, 'SIGKILL') } : {}),
  logger: createQuietLogger(),
});
process.stdout.write(`${port}\n`);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import { listContracts } from '@millrace/pipeline-core/steps';
import { type ArtifactStore, createArtifactStore } from '../../data/artifact-store';
import { createQuietLogger } from '../../testing/quiet-logger';
import { type Execution, type ExecutionOptions, startExecution } from '../start-execution';
import { stepTypeFacts } from '../step-type-facts';

/** A worker that executes steps of a database of its own, with its files in a folder of its own. */
export type TestExecution = {
  test: TestDatabase;
  folder: string;
  files: ArtifactStore;
  execution: Execution;
  /** Lets go of database and folder; an execution that a failed test left running is stopped before. */
  clean(): Promise<void>;
};

type Options = Pick<ExecutionOptions, 'childPath' | 'settings'> & {
  /** What the test is called among folders. */
  name: string;
  /** All of the catalogue unless told otherwise. */
  stepTypes?: ExecutionOptions['stepTypes'];
  megabytes?: number;
  /** Stands before the files of the execution, for example to refuse some. */
  putFile?: (files: ArtifactStore) => ArtifactStore['putFile'];
};

/** Starts one with one slot that looks for steps often, whatever memory and disk the machine has left. */
export async function startTestExecution({ name, putFile, settings, ...options }: Options): Promise<TestExecution> {
  const test = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), `millrace-${name}-`));
  const files = await createArtifactStore(join(folder, 'artifacts'));
  const started = await startExecution({
    ...{ url: test.url, db: test.db, folder: join(folder, 'attempts'), megabytes: 512 },
    files: putFile === undefined ? files : { ...files, putFile: putFile(files) },
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: ['execute'], version: 'test', capabilities: {} },
    logger: createQuietLogger(),
    ...options,
    settings: { slots: { cpu: 1 }, pollMs: 200, leastFreeBytes: 0, mostMemoryShare: 1, ...settings },
  });
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= started.stop();
    return stopping;
  };
  return {
    ...{ test, folder, files, execution: { ...started, stop } },
    async clean() {
      await stop();
      await test.drop();
      await rm(folder, { recursive: true });
    },
  };
}

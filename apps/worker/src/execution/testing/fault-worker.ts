// A worker of the fault harness: the leasing of production with steps that write files instead of children that do.
// Argument: JSON with url, store, folder and settings. It ends when its standard input closes.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@millrace/db';
import type { OutputRecord } from '@millrace/db/protocol';
import { canonicalJson } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { createArtifactStore } from '../../data/artifact-store';
import type { Logger } from '../../logger';
import type { StepJob, StepReport } from '../interfaces';
import { defaultSettings, type ExecutionSettings } from '../settings';
import { startLeasing } from '../start-leasing';
import { type FaultSpec, faultContent, faultNote, faultSpecSchema, sha256 } from './fault-step';

const argumentSchema = z.object({
  url: z.string(),
  store: z.string(),
  folder: z.string(),
  settings: z.record(z.string(), z.unknown()),
});
const argument = argumentSchema.parse(JSON.parse(process.argv[2] ?? ''));
// made by the harness from the same type
const settings = { ...defaultSettings, ...argument.settings } as ExecutionSettings;
const store = await createArtifactStore(argument.store);
await mkdir(argument.folder, { recursive: true });

async function execute(job: StepJob): Promise<StepReport> {
  const spec = faultSpecSchema.parse(job.step.spec);
  job.log('info', `attempt ${job.step.attempt}`);
  await sleep(spec.ms, undefined, { signal: job.signal });
  job.progress({ done: 1, total: 1 });
  if (spec.fails) return failure(spec, false);
  if (job.step.attempt <= spec.flaky) return failure(spec, true);
  const outputs = await write(job, spec);
  return { outcome: 'succeeded', outputs, events: events(spec), committed: (places) => removeSurplus(outputs, places) };
}

async function write(job: StepJob, spec: FaultSpec): Promise<OutputRecord[]> {
  const path = join(argument.folder, `${job.step.runId}-${job.step.idx}-${job.step.token}`);
  await writeFile(path, faultContent(spec, job.step.inputs));
  const file = await store.putFile(path);
  await rm(path);
  const note = faultNote(spec);
  const text = canonicalJson(note);
  return [
    { port: 'file', kind: 'file', ...file },
    { port: 'note', kind: 'json', hash: sha256(text), bytes: text.length, inline: note },
  ];
}

async function removeSurplus(outputs: OutputRecord[], places: Record<string, string> | null): Promise<void> {
  for (const { hash, location } of places === null ? [] : outputs) {
    if (location !== undefined && places?.[hash] !== location) await store.remove(location);
  }
}

function events(spec: FaultSpec) {
  return spec.event ? [{ topic: 'fault-harness', payload: { seed: spec.seed } }] : [];
}

function failure(spec: FaultSpec, retryable: boolean): StepReport {
  const error = {
    code: retryable ? 'flaky' : 'broken',
    family: retryable ? ('operator' as const) : ('pipeline' as const),
    place: spec.title,
    seen: 'what the plan says',
    expected: 'it to fail',
    next: 'Nothing.',
    message: `${spec.title} fails on purpose.`,
  };
  return { outcome: 'failed', error, retryable };
}

function line(level: string) {
  return (facts: Record<string, unknown>, message: string) =>
    void process.stderr.write(`${process.pid} ${level} ${message} ${JSON.stringify(facts)}\n`);
}
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: line('warn'), error: line('error') };

await startLeasing({
  url: argument.url,
  db: createDatabase(argument.url, { max: 2 }),
  handler: execute,
  settings,
  files: store,
  logger,
  onFatal: (error) => {
    logger.error({ error: String(error) }, 'FATAL');
    process.exit(3);
  },
});
process.stdin.on('close', () => process.exit(0)).resume();
process.stdout.write('ready\n');

// How many rows a second a release answers from a process of its own, for callers who each wait for their answer. Arguments:
// format, callers, seconds, and the bundled program of model processes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { makeBundle } from '../../export/testing/made-bundles';
import { createQuietLogger } from '../../testing/quiet-logger';
import { serveApart } from '../apart/serve-apart';

const [format, callers, seconds, program] = z
  .tuple([
    z.enum(['text-net', 'dense-net', 'tree-ensemble']),
    z.coerce.number().int().positive(),
    z.coerce.number().positive(),
    z.string(),
  ])
  .parse(process.argv.slice(2));

const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
const { path, rows } = await makeBundle(format, { folder });
const id = releaseIdSchema.parse('00000000-0000-4000-8000-000000000001');
const served = await serveApart(
  { id, number: 1, modelName: 'bench', path },
  { program, megabytes: 512, now: () => performance.now(), logger: createQuietLogger() },
);
const { own } = served;
if (own === undefined) throw new Error('it is asked in a process of its own');
await own.open();
const never = new AbortController().signal;

async function run(lasting: number): Promise<{ times: number[]; perSecond: number; micros: number }> {
  const times: number[] = [];
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const end = begun + lasting * 1000;
  const caller = async (first: number) => {
    for (let at = first; performance.now() < end; at += 1) {
      const asked = performance.now();
      await served.answer(rows[at % rows.length] ?? {}, never);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, at) => caller(at)));
  const { user, system } = process.cpuUsage(cpu);
  const lasted = performance.now() - begun;
  return { times, perSecond: (times.length / lasted) * 1000, micros: (user + system) / times.length };
}

await run(seconds / 4);
const { times, perSecond, micros } = await run(seconds);
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
process.stdout.write(
  `${JSON.stringify({ format, callers, perSecond, p50: at(0.5), p99: at(0.99), hostMicrosPerRow: micros })}\n`,
);
own.close();
await rm(folder, { recursive: true, force: true });

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runShape } from '@millrace/pipeline-core/api';
import { type Check, checked } from '../../check';
import type { Feed } from './feed';
import { part } from './part';
import type { SourceProject, Wish } from './source-project';
import { describeTally, type Item, isExact, namesOf, tallyOf } from './tally';

const changesEveryMs = 5_000;
const rowsPerVersion = 50;
const minuteMs = 60_000;
/** A new clock counts from the next look of the schedule role on, which is at most so far away. */
const clockSeenMs = 6_000;

type Version = { version: number; body: string; sha256: string };

/** An address whose content changes every few seconds, read by a clock that strikes each minute. */
export async function openCronFeed(project: SourceProject): Promise<Feed> {
  const served = new Map<string, Version>();
  const server = createServer((request, response) => {
    const version = versionOf(Math.floor(Date.now() / changesEveryMs));
    const etag = `"${version.version}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    served.set(version.sha256, version);
    response.writeHead(200, { etag, 'content-type': 'text/csv' }).end(version.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, so it is no pipe
  const config = { kind: 'url', url: `http://127.0.0.1:${port}/prices.csv` };
  const made = await project.makeSource({ name: 'Prices', config, dataset: 'prices' });
  await project.setClock(made.id);
  const clock = { from: Date.now() + clockSeenMs, to: Date.now() };
  return {
    async bring(signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
    async finish() {
      await project.pauseSource(made.id);
      clock.to = Date.now();
    },
    // What it reads, it brings: there is nothing to wait for but the end of its run.
    progress: async () => ({ landed: 0, brought: 0 }),
    check: async () => [
      await checkContents(project, made, served),
      await checkStrikes(project, { source: made.id, ...clock }),
    ],
    close: async () => void server.close(),
  };
}

function versionOf(version: number): Version {
  const rows = Array.from({ length: rowsPerVersion }, (_, at) => `${version},${at},${((version + at) % 977) / 4}`);
  const body = `version,item,price\n${rows.join('\n')}\n`;
  return { version, body, sha256: createHash('sha256').update(body).digest('hex') };
}

type Made = { id: string; dataset: string };

/** What was read is known from the runs: the hash of the bytes that the reading step stored, where it ended well. */
async function checkContents(
  project: SourceProject,
  { id, dataset }: Made,
  served: ReadonlyMap<string, Version>,
): Promise<Check> {
  const { source } = await project.source(id);
  const read = new Map<string, Item>();
  for (const { id: run } of await project.runs(source.pipelineId)) {
    const { steps } = await project.call(runShape, `/runs/${run}`);
    const version = served.get(steps.find(({ step }) => step === 'read')?.outputs.raw ?? '');
    if (version !== undefined) read.set(version.sha256, itemOf(version.body));
  }
  const landed: Item[] = [];
  for (const batch of await project.batches(dataset)) {
    const rows = await project.rowsOf(dataset, batch);
    const lines = rows.map(({ version, item, price }) => [version, item, price].join(','));
    landed.push(itemOf(`version,item,price\n${lines.join('\n')}\n`));
  }
  const tally = tallyOf([...read.values()], landed);
  const names = namesOf(tally);
  return checked({
    part,
    claim: 'cron source, worker killed every 30 s: every content that was read is a batch exactly once',
    figure: describeTally(tally, 'contents'),
    bar: '0 missing, 0 twice',
    pass: isExact(tally),
    note: [`${served.size} contents were served`, ...(names === null ? [] : [names])].join('; '),
  });
}

function itemOf(content: string): Item {
  return { key: `version ${/\n(\d+),/.exec(content)?.[1]}`, content };
}

/** A strike while nothing ran is made up for once, and counted in the run that makes up for it. */
async function checkStrikes(
  project: SourceProject,
  { source, from, to }: { source: string; from: number; to: number },
): Promise<Check> {
  const counted = countStrikes(await project.source(source));
  const strikes = Math.floor(to / minuteMs) - Math.floor(from / minuteMs);
  return checked({
    part,
    claim: 'cron source, worker killed every 30 s: every strike of its clock ran or was counted',
    figure: `${counted} of ${strikes}`,
    bar: 'all, within 1',
    pass: isEveryStrike(counted, strikes),
  });
}

/** Strikes that led to a run that ended well, or wait for one. */
export function countStrikes(o: { runs: readonly (Wish & { status: string })[]; waiting: readonly Wish[] }): number {
  const granted = o.runs.filter(({ status }) => status === 'succeeded');
  return [...granted, ...o.waiting].reduce(
    (sum, { request }) => sum + Math.max(1, request?.missed ?? 1) + (request?.alsoDue ?? 0),
    0,
  );
}

/** None is lost and none ran twice. One more or less is the strike of the moment at which the clock began or ended. */
export function isEveryStrike(counted: number, strikes: number): boolean {
  return strikes > 0 && Math.abs(counted - strikes) <= 1;
}

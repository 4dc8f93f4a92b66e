import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checked } from '../../check';
import type { Feed } from './feed';
import { part } from './part';
import type { Row, SourceProject } from './source-project';
import { describeTally, type Item, isExact, namesOf, tallyOf } from './tally';

const everyMs = 4_000;
const rowsPerFile = 400;
/** Shorter than the watch takes between two looks: a file that grows is never at rest in between. */
const writingMs = 300;

/** A folder into which files come all the time: some moved into place, some written where they are watched. */
export async function openFolderFeed(project: SourceProject, root: string): Promise<Feed> {
  const folder = path.join(root, 'incoming');
  mkdirSync(folder);
  const config = { kind: 'folder', path: folder, pattern: '*.csv' };
  const { dataset } = await project.makeSource({ name: 'Arrivals', config, dataset: 'arrivals' });
  const brought: Item[] = [];
  return {
    async bring(signal) {
      for (let number = 1; !signal.aborted; number += 1) {
        const [first, second] = halvesOf(number);
        const name = `arrival-${number}.csv`;
        await (number % 2 === 0 ? moveIn : writeSlowly)(folder, { name, first, second });
        brought.push({ key: name, content: contentOf(rowsOfFile(number)) });
        await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      }
    },
    finish: async () => undefined,
    progress: async () => ({ landed: (await project.batches(dataset)).length, brought: brought.length }),
    async check() {
      const landed: Item[] = [];
      for (const batch of await project.batches(dataset))
        landed.push({ key: batch.fileName, content: contentOf(await project.rowsOf(dataset, batch)) });
      const tally = tallyOf(brought, landed);
      const names = namesOf(tally);
      return [
        checked({
          part,
          claim: 'folder watch, worker killed every 30 s: every file is a batch exactly once',
          figure: describeTally(tally, 'files'),
          bar: '0 missing, 0 twice',
          pass: isExact(tally),
          ...(names === null ? {} : { note: names }),
        }),
      ];
    },
    close: async () => undefined,
  };
}

function rowsOfFile(number: number): Row[] {
  return Array.from({ length: rowsPerFile }, (_, at) => ({
    id: number * 1000 + at,
    amount: ((number * 7 + at * 3) % 997) / 4,
    place: `place ${(number + at) % 5}`,
  }));
}

function contentOf(rows: readonly Row[]): string {
  return rows.map(({ id, amount, place }) => [id, amount, place].join(',')).join('\n');
}

function halvesOf(number: number): [string, string] {
  const lines = ['id,amount,place', ...contentOf(rowsOfFile(number)).split('\n')];
  const half = lines.length / 2;
  return [`${lines.slice(0, half).join('\n')}\n`, `${lines.slice(half).join('\n')}\n`];
}

type Writing = { name: string; first: string; second: string };

async function moveIn(folder: string, { name, first, second }: Writing): Promise<void> {
  const aside = path.join(folder, `${name}.part`);
  writeFileSync(aside, first + second);
  renameSync(aside, path.join(folder, name));
}

async function writeSlowly(folder: string, { name, first, second }: Writing): Promise<void> {
  writeFileSync(path.join(folder, name), first);
  await sleep(writingMs);
  appendFileSync(path.join(folder, name), second);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environmentSchema } from './environment';
import { REPOSITORY_ROOT } from './root';
import { compileExample, type ExampleFile } from './testing/compile-example';

const read = (file: string) => readFileSync(path.join(REPOSITORY_ROOT, file), 'utf8');
const exists = (file: string) => existsSync(path.join(REPOSITORY_ROOT, file));

/** The README, everything under docs/, and the READMEs of single folders. */
function documents(): string[] {
  const markdown = (folder: string) =>
    readdirSync(path.join(REPOSITORY_ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.join(folder, file));
  return ['README.md', ...markdown('docs'), ...markdown('scripts'), 'packages/pipeline-core/src/steps/README.md'];
}

/** Text outside of fenced code. */
const proseOf = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** Files that only the worked example of add-a-step.md has. */
const inExample = /clip-outliers/;

describe.each(documents())('%s', (file) => {
  const text = read(file);
  const prose = proseOf(text);

  it('links to what is there', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
    const gone = links
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [to = '', anchor] = target.split('#');
        const linked = to === '' ? file : path.join(path.dirname(file), to);
        return !exists(linked) || (anchor !== undefined && !headingsOf(read(linked)).includes(anchor));
      });
    expect(gone).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const named = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
    const paths = named
      .filter((code) => /^(apps|packages|prisma|scripts|docs)(\/[\w@.<>[\]-]+)*\/?$/.test(code))
      .filter((code) => !inExample.test(code));
    expect(paths.map((code) => code.replace(/\/<.*$/, '')).filter((code) => !exists(code))).toEqual([]);
  });

  it('names commands that are there', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const run = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    const short = [...text.matchAll(/npm (start|test)\b/g)].map(([, name]) => name ?? '');
    expect([...run, ...short].filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** Where an example takes its API key from: in a shell, in Python, in Node. */
const keyVariable = /Bearer \$(\w+)|environ\["(\w+)"\]|process\.env\.(\w+)/g;

it('examples of calls take the key from MILLRACE_API_KEY or that of the client, never from the variable of the installation', () => {
  const features = 'apps/web/src/features';
  const pages = readdirSync(path.join(REPOSITORY_ROOT, features), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .map((file) => path.join(features, file));
  const named = [...documents(), ...pages].flatMap((file) =>
    [...read(file).matchAll(keyVariable)].map(([, ...names]) => names.find((name) => name !== undefined)),
  );
  expect(named.length).toBeGreaterThan(20);
  // The second is the one that MLflow's own client reads.
  expect([...new Set(named)].toSorted()).toEqual(['MILLRACE_API_KEY', 'MLFLOW_TRACKING_TOKEN']);
});

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    (title ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Cells of the tables under a heading, without their head rows. */
function tablesUnder(file: string, heading: string): string[][] {
  const section =
    read(file)
      .split(/^## /m)
      .find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => /^\|/.test(line) && !/^\|[\s|:-]+$/.test(line));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('the settings in docs/operations.md', () => {
  const rows = tablesUnder('docs/operations.md', 'Settings').filter(([name]) => /^[A-Z_]+$/.test(name ?? ''));
  const own = Object.keys(environmentSchema.shape);

  it('are those the start command reads, with their defaults', () => {
    const defaults = environmentSchema.parse({});
    for (const name of own) {
      const row = rows.find(([variable]) => variable === name);
      expect(row, `${name} is not described`).toBeDefined();
      const value = defaults[name as keyof typeof defaults];
      if (value !== undefined) expect(row?.[1], name).toBe(String(value));
    }
  });

  it('and those the worker reads beside what it is handed', () => {
    const namesIn = (file: string) => [...read(file).matchAll(/^ +([A-Z][A-Z_]+): /gm)].map(([, name]) => name ?? '');
    const handed = namesIn('scripts/supervisor/programs.ts');
    const workers = namesIn('apps/worker/src/env.ts').filter((name) => !handed.includes(name) && !own.includes(name));
    expect(workers.length).toBeGreaterThan(0);
    expect(rows.map(([name]) => name).sort()).toEqual([...own, ...workers].sort());
  });
});

const guide = 'docs/add-a-step.md';
const catalogFile = 'packages/pipeline-core/src/steps/catalog.ts';
const executorsFile = 'apps/worker/src/executors/index.ts';

/** Code blocks of the guide by the path in their first line. */
function exampleFiles(): Map<string, string> {
  const blocks = [...read(guide).matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm)];
  return new Map(blocks.map(([, file = '', code = '']) => [file, code]));
}

/** A file with the import and the line of a block put into their places. */
function withLine(file: string, block: string, before: RegExp): ExampleFile {
  const [added = '', line = ''] = block.split('\n\n');
  const code = `${added}\n${read(file).replace(before, (start) => `${start}\n${line}`)}`;
  return { path: file, code };
}

describe('the example of docs/add-a-step.md', () => {
  const blocks = exampleFiles();
  const contract = [...blocks.keys()].find((file) => file.startsWith('packages/') && file !== catalogFile) ?? '';
  const executor = [...blocks.keys()].find((file) => file.startsWith('apps/') && file !== executorsFile) ?? '';
  const catalog = withLine(catalogFile, blocks.get(catalogFile) ?? '', /export const catalog = \{/);
  const index = withLine(executorsFile, blocks.get(executorsFile) ?? '', /export const executors = \{/);
  /** As it is now, in the place of one that lacks the line. */
  const without = { path: executorsFile.replace('index.ts', 'index-without.ts'), code: read(executorsFile) };
  const own = [contract, executor].map((file) => ({ path: file, code: blocks.get(file) ?? '' }));

  it('shows the places that the table lists, and each is where steps really live', () => {
    const places = placesOfTable();
    expect(places).toHaveLength(5);
    const cases = /`(apps\/\S+\.json)`/.exec(read(guide))?.[1] ?? '';
    const shown = [contract, catalogFile, executor, executorsFile, cases];
    for (const [at, place] of places.entries()) {
      const folder = place.replace(/<.*$/, '');
      expect(shown[at]?.startsWith(folder), `${shown[at]} is not in ${place}`).toBe(true);
      expect(exists(folder)).toBe(true);
    }
  });

  it('compiles, and does not while a place is missing', () => {
    const all = [contract, executor, catalogFile, executorsFile];
    const said = compileExample([...own, catalog, index, without], [...all, without.path]);
    expect(said.filter((line) => !line.startsWith(without.path))).toEqual([]);
    expect(said.join('\n')).toContain('clip-outliers');
  });

  it('has a case that is JSON', () => {
    const text = /^```json\n([\s\S]*?)^```/m.exec(read(guide))?.[1] ?? '';
    expect(JSON.parse(text)).toMatchObject({ steps: [{ type: 'clip-outliers' }], expect: { rows: expect.anything() } });
  });
});

/** Second column of the first table of the guide. */
function placesOfTable(): string[] {
  const rows = read(guide)
    .split('\n')
    .filter((line) => /^\| \d \|/.test(line));
  return rows.map((row) => (row.split('|')[2] ?? '').trim().replaceAll('`', ''));
}

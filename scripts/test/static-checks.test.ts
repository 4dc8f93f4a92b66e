import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { atMost } from './at-most';
import { BAD_LINT, BAD_TYPES, readProgramCode } from './program-codes';
import { PROGRAMS } from './static-checks';

describe('the programs that are checked', () => {
  const skipped = new Set(['node_modules', '.git', '.next', 'dist', 'generated', 'kernels', 'test-results', '.turbo']);

  function findSources(folder: string): string[] {
    return readdirSync(path.join(REPOSITORY_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) || entry.name === '.data' ? [] : findSources(file);
      return /(?<!\.d)\.tsx?$/.test(entry.name) ? [file] : [];
    });
  }

  it('hold every file', () => {
    const held = PROGRAMS.flat().flatMap((config) => {
      const file = path.join(REPOSITORY_ROOT, config);
      const { config: json } = ts.readConfigFile(file, ts.sys.readFile);
      return ts.parseJsonConfigFileContent(json, ts.sys, path.dirname(file)).fileNames;
    });
    const names = new Set(held.map((file) => path.relative(REPOSITORY_ROOT, file)));
    const sources = findSources('.');
    expect(sources.length).toBeGreaterThan(1000);
    expect(sources.filter((file) => !names.has(file))).toEqual([]);
  });
});

describe('a program', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-check-program-'));
    const base = path.join(REPOSITORY_ROOT, 'tsconfig.base.json');
    const settings = { extends: base, compilerOptions: { types: [] } };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ ...settings, include: ['one.ts', 'good.ts'] }));
    writeFileSync(path.join(folder, 'others.json'), JSON.stringify({ ...settings, include: ['other.ts'] }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function check(source: string): { status: number | null; output: string } {
    writeFileSync(path.join(folder, 'one.ts'), source);
    writeFileSync(path.join(folder, 'good.ts'), 'export const two = 2;\n');
    writeFileSync(path.join(folder, 'other.ts'), "import { two } from './good';\nexport const other: string = two;\n");
    const configs = ['tsconfig.json', 'others.json'];
    const args = ['--import', 'tsx', 'scripts/test/check-program.ts', ...configs, '--types', '--lint'];
    const options = { cwd: REPOSITORY_ROOT, encoding: 'utf8' as const };
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '--root', folder], options);
    return { status, output: stdout + stderr };
  }

  it('is refused for its types and for rules that need them, each by file and line', () => {
    const { status, output } = check(
      [
        "export const one: number = 'text';",
        'async function later() {}',
        'later();',
        "export function name(which: 'a' | 'b') {",
        '  switch (which) {',
        "    case 'a':",
        '      return 1;',
        '  }',
        '}',
      ].join('\n'),
    );
    expect(status).toBe(BAD_TYPES + BAD_LINT);
    expect(output).toContain("one.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.");
    expect(output).toContain("other.ts(2,14): error TS2322: Type 'number' is not assignable to type 'string'.");
    expect(output).not.toContain('good.ts');
    expect(output).toMatch(/3:1 +error .*no-floating-promises/);
    expect(output).toMatch(/5:11 +error .*switch-exhaustiveness-check/);
  });

  it('that cannot be checked is good for neither', () => {
    expect(readProgramCode(0)).toEqual({ types: 0, lint: 0 });
    expect(readProgramCode(BAD_LINT)).toEqual({ types: 0, lint: BAD_LINT });
    expect(readProgramCode(1)).toEqual({ types: 1, lint: 1 });
    expect(readProgramCode(134)).toEqual({ types: 134, lint: 134 });
  });
});

describe('work in lanes', () => {
  it('begins in order, no more at a time than there are lanes, and gives results in order', async () => {
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const work = (at: number) => async () => {
      begun.push(at);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return at * 10;
    };
    expect(await atMost(2, [0, 1, 2, 3, 4].map(work))).toEqual([0, 10, 20, 30, 40]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { passedByTag, readBrowserReport } from './browser-report';

const spec = (title: string, tags: string[], status: string, annotations?: object[]) => ({
  ...{ title, tags },
  tests: [{ status, annotations }],
});

it('finds the tests of a page at any depth, and counts only those that passed at once', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-report-'));
  try {
    const file = path.join(folder, 'report.json');
    expect(readBrowserReport(file)).toBeNull();
    const inner = { title: 'inner', specs: [spec('b', ['rows'], 'unexpected'), spec('c', ['@lint'], 'skipped')] };
    const said = [{ type: 'figure', description: 'recall 0.7' }, { type: 'slow' }];
    const first = [spec('a', ['rows', 'profile'], 'expected', said), spec('d', [], 'expected')];
    const suites = [{ specs: first, suites: [inner] }];
    writeFileSync(file, JSON.stringify({ suites }));
    const tags = passedByTag(readBrowserReport(file) ?? []);
    expect(tags.get('rows')).toEqual({ passed: ['a'], failed: ['b'], figures: ['recall 0.7'] });
    expect(tags.get('profile')).toEqual({ passed: ['a'], failed: [], figures: ['recall 0.7'] });
    expect(tags.get('lint')).toEqual({ passed: [], failed: ['c'], figures: [] });
    expect([...tags.keys()]).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { passedByTag, readBrowserReport } from './browser-report';

const spec = (title: string, tags: string[], status: string) => ({ title, tags, tests: [{ status }] });

it('finds the tests of a page at any depth, and counts only those that passed at once', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-report-'));
  try {
    const file = path.join(folder, 'report.json');
    expect(readBrowserReport(file)).toBeNull();
    const inner = { title: 'inner', specs: [spec('b', ['rows'], 'unexpected'), spec('c', ['@lint'], 'skipped')] };
    const suites = [
      { specs: [spec('a', ['rows', 'profile'], 'expected'), spec('d', [], 'expected')], suites: [inner] },
    ];
    writeFileSync(file, JSON.stringify({ suites }));
    const tags = passedByTag(readBrowserReport(file) ?? []);
    expect(tags.get('rows')).toEqual({ passed: ['a'], failed: ['b'] });
    expect(tags.get('profile')).toEqual({ passed: ['a'], failed: [] });
    expect(tags.get('lint')).toEqual({ passed: [], failed: ['c'] });
    expect([...tags.keys()]).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

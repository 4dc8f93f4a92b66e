import { afterEach, expect, it, vi } from 'vitest';
import { printReport } from './print-report';
import type { QuickstartReport } from './run-quickstart';

afterEach(() => vi.restoreAllMocks());

/** What is printed when rows of this part decided. */
function printed(part: string): string[] {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const candidate = (name: string, auc: number) => ({
    name,
    seconds: 1,
    metrics: { test: { f1: 0.5, mcc: 0.4, brier: 0.1, logLoss: 0.3, auc } },
    decidedBy: { metric: 'auc', part, value: 0.9 },
  });
  const report: QuickstartReport = {
    task: 'binary',
    rows: 100,
    columns: 5,
    rejected: 0,
    excluded: [],
    candidates: [candidate('Trees', 0.81), candidate('Linear', 0.82)],
    best: 'Trees',
    release: 'churn v1',
    endpoint: 'http://here/serve/churn',
    scored: 1,
    latencyMs: { p50: 1, p95: 2 },
    twinMaxDiff: 0,
    seconds: 3,
    links: { pipeline: 'a', run: 'b', experiments: 'c', endpoint: null, monitoring: 'd' },
  };
  printReport(report, { stays: true });
  return lines.filter(Boolean);
}

it('names the figure that decided, and shows it for every candidate', () => {
  const lines = printed('validation');
  expect(lines[0]).toContain('Trees is the best of 2 by auc on validation rows;');
  expect(lines.filter((line) => line.includes('auc 0.8'))).toEqual([
    expect.stringContaining('Trees'),
    expect.stringContaining('Linear'),
  ]);
  expect(lines.join('\n')).not.toContain('test rows chose');
});

it('says that test rows chose, and whose mean where folds did', () => {
  expect(printed('test')[0]).toContain('Trees is the best of 2 by auc on test rows;');
  expect(printed('test').join('\n')).toContain('the test rows chose: the figure of the best flatters it');
  expect(printed('folds')[0]).toContain('by auc on the mean of its folds;');
});

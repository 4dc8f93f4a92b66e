import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseColumns } from '@millrace/pipeline-core/document';
import { columnProfileSchema } from '@millrace/pipeline-core/profile';
import { afterEach, expect, it, vi } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { printReport } from './print-report';
import type { QuickstartReport } from './run-quickstart';

afterEach(() => vi.restoreAllMocks());

type Candidate = QuickstartReport['candidates'][number];

function printed(report: QuickstartReport): string[] {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  printReport(report, { stays: true });
  return lines;
}

/** A report whose best was chosen on rows of this part. */
function reportOf(part: string): QuickstartReport {
  const candidate = (name: string, auc: number): Candidate => ({
    name,
    seconds: 1,
    metrics: { test: { f1: 0.5, mcc: 0.4, brier: 0.1, logLoss: 0.3, auc } },
    decidedBy: { metric: 'auc', part, value: 0.9 },
  });
  return {
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
}

const linesFor = (part: string) => printed(reportOf(part)).filter(Boolean);

it('names the figure that decided, and shows it for every candidate', () => {
  const lines = linesFor('validation');
  expect(lines[0]).toContain('Trees is the best of 2 by auc on validation rows;');
  expect(lines.filter((line) => line.includes('auc 0.8'))).toEqual([
    expect.stringContaining('Trees'),
    expect.stringContaining('Linear'),
  ]);
  expect(lines.join('\n')).not.toContain('test rows chose');
});

it('says that test rows chose, and whose mean where folds did', () => {
  expect(linesFor('test')[0]).toContain('Trees is the best of 2 by auc on test rows;');
  expect(linesFor('test').join('\n')).toContain('the test rows chose: the figure of the best flatters it');
  expect(linesFor('folds')[0]).toContain('by auc on the mean of its folds;');
});

it('prints what the README shows', () => {
  const readme = readFileSync(path.join(REPOSITORY_ROOT, 'README.md'), 'utf8');
  const block = /^```console\n\$ npm run quickstart.*\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';
  const decidedBy = { metric: 'auc', part: 'test', value: 0.8 };
  const candidate = (name: string, seconds: number, test: Record<string, number>): Candidate => ({
    name,
    seconds,
    metrics: { test },
    decidedBy,
  });
  const rows = 7043;
  const id = { name: 'customerID', type: 'text', rows, missing: 0, distinct: rows, distinctIsExact: true };
  const { excluded } = chooseColumns([columnProfileSchema.parse({ ...id, looksLikeId: true })], 'Churn');
  const lines = printed({
    ...reportOf('test'),
    rows,
    columns: 21,
    excluded,
    candidates: [
      candidate('Gradient-boosted trees', 1.67, { f1: 0.5482, auc: 0.8468, mcc: 0.4233, brier: 0.1358 }),
      candidate('Logistic regression', 0.6, { f1: 0.5903, auc: 0.8389, mcc: 0.4653, brier: 0.1393 }),
      candidate('Baseline', 0, { f1: 0, auc: 0.5, mcc: 0, brier: 0.195 }),
    ],
    best: 'Gradient-boosted trees',
    release: 'telco-customer-churn-churn v1',
    endpoint: 'http://127.0.0.1:3001/serve/quickstart.telco-customer-churn-churn',
    scored: 100,
    latencyMs: { p50: 1.61, p95: 3.44 },
    seconds: 16.6,
  });
  expect(lines.slice(0, block.split('\n').length - 1).join('\n')).toBe(block.trimEnd());
});

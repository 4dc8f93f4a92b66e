import { modelManifestSchema } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import type { Scorer } from '../runtimes';
import { requireRowScorer } from './row-scorer';

const manifest = modelManifestSchema.parse({
  v: 1,
  task: 'regression',
  format: 'linear',
  trainer: { type: 'trainer', title: 'Slow net', params: {}, seed: 1 },
  target: 't',
  features: [{ name: 'x', kind: 'number' }],
  plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
  featureSetId: 'f',
  signature: { inputs: [], outputs: [] },
  trainedOn: { rows: 1, validationRows: 0 },
  batches: [],
  seconds: 0,
  importance: [],
  curve: [],
  summary: {},
});

describe('a model for a release', () => {
  it('has to answer one row at once', () => {
    const single: Scorer = {
      outputs: 1,
      scoreRow(_row, out) {
        out.fill(1);
      },
      scoreBlock: (_columns, rows) => new Float64Array(rows).fill(1),
    };
    expect(requireRowScorer({ manifest, scorer: single }, 'Register › model')).toBe(single);
    const tablesOnly: Scorer = { outputs: 1, scoreBlock: (_columns, rows) => Promise.resolve(new Float64Array(rows)) };
    expect(() => requireRowScorer({ manifest, scorer: tablesOnly }, 'Register › model')).toThrow('"Slow net"');
  });
});

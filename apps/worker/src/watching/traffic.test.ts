import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import { restoreHistogram, summarizeLatency } from '@millrace/pipeline-core/stats';
import { describe, expect, it } from 'vitest';
import { testId, testReleaseId } from '../testing/fake-release';
import { createQuietLogger } from '../testing/quiet-logger';
import { startTrafficFlusher } from './flush-traffic';
import { createTrafficRecorder, type MinuteTotals, type Served } from './traffic';

const served = (more: Partial<Served> = {}): Served => ({
  endpoint: endpointIdSchema.parse(testId(1)),
  release: testReleaseId(2),
  outcome: 'ok',
  micros: 100,
  prediction: 'yes',
  ...more,
});

describe('traffic recorder', () => {
  it('counts on where the clock is set back to a minute that was let go', () => {
    let now = 60_000 * 10;
    const recorder = createTrafficRecorder({ process: 'p', now: () => now });
    recorder.record(served());
    expect(recorder.collect()).toHaveLength(1);
    now += 60_000;
    recorder.confirm();
    now -= 60_000;
    recorder.record(served());
    expect(recorder.collect()).toMatchObject([{ minute: new Date(60_000 * 10), served: 1 }]);
  });

  it('counts per release and minute', () => {
    let now = 60_000 * 10 + 5;
    const recorder = createTrafficRecorder({ process: 'p', now: () => now });
    recorder.record(served());
    recorder.record(served({ outcome: 'fallback', micros: 300, prediction: 'no' }));
    recorder.record(served({ outcome: 'error', micros: 900, prediction: null }));
    recorder.record(served({ outcome: 'invalid' }));
    recorder.record(
      served({
        ...{ release: testReleaseId(3), outcome: 'fallback' },
        routed: { release: testReleaseId(2), missed: true, error: false, micros: 40 },
      }),
    );
    recorder.record(served({ release: testReleaseId(3) }));
    now += 60_000;
    recorder.record(served());
    const totals = recorder.collect();
    expect(totals.map(({ releaseId, minute, served: count }) => [releaseId, minute.getTime() / 60_000, count])).toEqual(
      [
        [testReleaseId(2), 10, 3],
        [testReleaseId(3), 10, 2],
        [testReleaseId(2), 11, 1],
      ],
    );
    expect(totals[0]).toMatchObject({
      errors: 1,
      fallbacks: 1,
      invalid: 1,
      routed: { rows: 1, missed: 1, errors: 0, times: [[42, 1]], outputs: null },
      outputs: { classes: { yes: 1, no: 1 } },
    });
    const { served: count = 0, sumMicros = 0, minMicros = 0, maxMicros = 0, histogram = [] } = totals[0] ?? {};
    const summary = summarizeLatency(
      restoreHistogram(histogram, { count, sum: sumMicros, min: minMicros, max: maxMicros }),
    );
    expect(summary).toMatchObject({ count: 3, min: 100, max: 900 });
  });

  it('counts rows apart from the times of their requests', () => {
    const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
    recorder.record(served({ micros: 5_000 }));
    recorder.record(served({ micros: null }));
    recorder.record(served({ micros: null, outcome: 'fallback' }));
    recorder.record(served({ micros: 100 }));
    const [totals] = recorder.collect();
    expect(totals).toMatchObject({ served: 4, fallbacks: 1, sumMicros: 5_100, minMicros: 100, maxMicros: 5_000 });
    expect(totals?.histogram.reduce((sum, [, count]) => sum + count, 0)).toBe(2);
  });

  it('sums numbers that were answered', () => {
    const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
    for (const prediction of [2, 8]) recorder.record(served({ prediction }));
    expect(recorder.collect()[0]?.outputs).toEqual({ count: 2, sum: 10, min: 2, max: 8 });
  });

  it('counts classes with odd names and stops at fifty', () => {
    const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
    for (const prediction of ['constructor', ...Array.from({ length: 60 }, (_, i) => `c${i}`)])
      recorder.record(served({ prediction }));
    const outputs = recorder.collect()[0]?.outputs;
    const classes = outputs && 'classes' in outputs ? outputs.classes : {};
    expect(classes.constructor).toBe(1);
    expect(classes.other).toBe(11);
  });

  it('gives totals again only when they changed', () => {
    const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
    recorder.record(served());
    expect(recorder.collect()).toHaveLength(1);
    expect(recorder.collect()).toHaveLength(0);
    recorder.record(served());
    expect(recorder.collect()[0]?.served).toBe(2);
  });
});

describe('traffic flusher', () => {
  it('loses nothing while the database is away', async () => {
    const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
    const written: MinuteTotals[] = [];
    let away = true;
    const write = async (totals: MinuteTotals[]) => {
      if (away) throw new Error('connection refused');
      written.push(...totals);
    };
    const flusher = startTrafficFlusher({ recorder, write, logger: createQuietLogger(), everyMs: 3_600_000 });
    recorder.record(served());
    await flusher.flush();
    expect(written).toEqual([]);
    away = false;
    await flusher.flush();
    await flusher.flush();
    expect(written).toMatchObject([{ served: 1 }]);
    recorder.record(served());
    await flusher.stop();
    expect(written.at(-1)).toMatchObject({ served: 2 });
  });
});

import { expect, it } from 'vitest';
import { killBatchHalfway } from './batch-killed';
import { takePostgresAway } from './postgres-away';
import { killScoringProcesses } from './process-killed';
import {
  scoringFaultSizes,
  violationsOfAway,
  violationsOfBatch,
  violationsOfKilled,
  violationsOfTopic,
} from './run-scoring-faults';
import { cutTopic } from './topic-cut';

// Short forms of `npm run faults` and of the proof of serving.
const { away, killed, batch, topic } = scoringFaultSizes.short;

it('scoring goes on while Postgres is away, says so, and loses no prediction', { timeout: 180_000 }, async () => {
  const report = await takePostgresAway(away);
  expect(violationsOfAway(report)).toEqual([]);
  expect(report.sent).toBe(800);
});

it('nobody notices a scoring process that is killed behind two of them', { timeout: 240_000 }, async () => {
  const report = await killScoringProcesses(killed);
  expect(violationsOfKilled(report)).toEqual([]);
  expect(report).toMatchObject({ sent: 1_000, kills: 2 });
});

it('a batch whose worker is killed half way has each row once', { timeout: 300_000 }, async () => {
  const report = await killBatchHalfway(batch);
  expect(violationsOfBatch(report)).toEqual([]);
  expect(report.before.done).toBeLessThan(report.steps);
});

it('a topic that is scored while Postgres goes away has each record answered once', { timeout: 300_000 }, async () => {
  const report = await cutTopic(topic);
  expect(violationsOfTopic(report)).toEqual([]);
  expect(report.records).toBe(450);
  expect(report.answeredWhenBack).toBeLessThan(report.records);
});

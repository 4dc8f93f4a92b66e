import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression';
import type { JsonObject } from '../json';
import type { Column } from '../schema';
import { type FeatureFeed, openFeed, type PlanNode, startPlan, type ViewShape, whyNotOnline } from '.';

const columns: Column[] = [
  { name: 'id', type: 'integer', role: 'id' },
  { name: 'at', type: 'timestamp', role: 'time' },
  { name: 'day', type: 'date', role: 'feature' },
  { name: 'amount', type: 'number', role: 'feature' },
  { name: 'city', type: 'text', role: 'feature' },
  { name: 'gift', type: 'boolean', role: 'feature' },
];

const ast = (formula: string) => {
  const parsed = parseExpression(formula);
  if (!parsed.ok) throw new Error(formula);
  return parsed.expression;
};
const nodes: PlanNode[] = [
  { filter: ast('amount > 5') },
  { expression: 'amount', ast: ast('amount * 2') },
  { filter: ast('amount < 100') },
  { select: ['id', 'at', 'day', 'amount', 'city', 'gift'] },
];
const feed: FeatureFeed = { plan: { ...startPlan(columns), nodes }, eventTime: 'at', knownSince: '' };
const shape: ViewShape = {
  keys: [{ name: 'id', type: 'integer' }],
  features: [
    { name: 'amount', type: 'number' },
    { name: 'city', type: 'text' },
    { name: 'day', type: 'date' },
    { name: 'gift', type: 'boolean' },
  ],
  ttlSeconds: null,
};
const nowMs = Date.UTC(2026, 10, 26);
const receivedMs = nowMs - 1;
const fed = (data: JsonObject) => openFeed({ feed, shape })({ data, receivedMs, nowMs });
const order = { id: 7, at: '2026-11-25T10:00:00.123456Z', amount: 10, city: 'Oslo', day: '2026-11-24', gift: true };

describe('an event that goes the way of a row', () => {
  it('becomes a row with both times, to the microsecond where no step made them', () => {
    expect(fed(order)).toEqual({
      kind: 'row',
      row: {
        ...{ k: '[7]', e: '2026-11-25T10:00:00.123456Z', s: '2026-11-25T23:59:59.999000Z' },
        v: { amount: 20, city: 'Oslo', day: '2026-11-24', gift: true },
      },
      times: { eventMicros: Date.UTC(2026, 10, 25, 10) * 1000 + 123_456, knownMicros: receivedMs * 1000 },
    });
  });

  it.each([
    ['filtered', { amount: 5 }],
    ['filtered', { amount: null }],
    ['filtered', { amount: 50 }], // by the second filter, which sees the doubled amount
    ['no-key', { id: null }],
    ['no-time', { at: '' }],
    ['to-come', { at: '2026-11-27T00:00:00Z' }],
  ])('is %s with %o', (kind, change) => {
    expect(fed({ ...order, ...change })).toEqual({ kind });
  });

  it.each([
    [{ city: ' Oslo ' }, { city: ' Oslo ' }],
    [{ city: 'N/A' }, { city: null }],
    [{ city: 12 }, { city: '12' }],
    [{ city: { a: [1] } }, { city: '{"a":[1]}' }],
    [{ amount: ' 1e1 ' }, { amount: 20 }],
    [{ day: '-' }, { day: null }],
    [{ gift: 'TRUE' }, { gift: true }],
    [{ other: 1 }, {}],
  ])('has cells as a landing reads them: %o', (change, expected) => {
    const result = fed({ ...order, ...change });
    expect(result.kind === 'row' ? result.row.v : result).toMatchObject(expected);
  });

  it.each([
    ['2026-11-25 10:00', '2026-11-25T10:00:00.000000Z'],
    ['2026-11-25', '2026-11-25T00:00:00.000000Z'],
    ['2026-11-25T10:00:00+02', '2026-11-25T08:00:00.000000Z'],
    ['2026-11-25T10:00:00.5 +0130', '2026-11-25T08:30:00.500000Z'],
  ])('knows times without a zone as UTC: %s', (at, e) => {
    const result = fed({ ...order, at });
    expect(result.kind === 'row' ? result.row.e : result).toBe(e);
  });

  it.each([
    [{ amount: 'much' }, 'Event › amount: got "much", expected what the batches hold: number or nothing.'],
    [{ id: 1.5 }, 'Event › id: got 1.5, expected what the batches hold: integer or nothing.'],
    [{ at: 'yesterday' }, 'Event › at: got "yesterday", expected what the batches hold: timestamp or nothing.'],
    [{ day: '2026-02-30' }, 'Event › day: got "2026-02-30", expected what the batches hold: date or nothing.'],
    [{ gift: 1 }, 'Event › gift: got 1, expected what the batches hold: boolean or nothing.'],
    [{ at: '0000-01-01' }, 'Event › at: got "0000-01-01", expected what the batches hold: timestamp or nothing.'],
  ])('is refused with the field, what was seen and what was expected: %o', (change, message) => {
    expect(() => fed({ ...order, ...change })).toThrow(message);
  });
});

describe('why a view cannot be fed', () => {
  it('is said in a sentence, and null when it can be', () => {
    const why = (change: Partial<FeatureFeed>, choosing: string[] = []) =>
      whyNotOnline({ feed: { ...feed, ...change }, shape, choosing });
    expect(why({})).toBeNull();
    expect(why({ plan: { ...feed.plan, cutBy: 'Totals' } })).toBe(
      'The step “Totals” needs more than one row at a time: the view is updated when its pipeline runs.',
    );
    expect(why({}, ['Sample'])).toContain('The step “Sample” needs more than one row');
    expect(why({ eventTime: '' })).toContain('It has no event time');
    expect(why({ eventTime: 'gone' })).toContain('Its pipeline cannot be applied to one event');
  });
});

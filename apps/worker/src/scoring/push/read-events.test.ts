import { describe, expect, it } from 'vitest';
import { readPushedEvents, type StreamFields } from './read-events';

const now = new Date('2026-11-01T10:00:00Z');
function read(text: string | Buffer, o: { type?: string; fields?: StreamFields; key?: string } = {}) {
  return readPushedEvents({
    body: Buffer.from(text),
    type: o.type ?? 'application/json',
    source: '/sources/s',
    fields: o.fields ?? {},
    now,
    ...(o.key === undefined ? {} : { idempotencyKey: o.key }),
  });
}
const ids = (answer: ReturnType<typeof read>) => (answer.ok ? answer.value.map(({ id }) => id) : answer.error);

describe('events of a request', () => {
  it('are one object, a list, or lines', () => {
    expect(read('{"a":1}')).toMatchObject({ ok: true, value: [{ data: { a: 1 }, source: '/sources/s', time: now }] });
    expect(read('[{"a":1},{"a":2}]')).toMatchObject({ ok: true, value: [{ data: { a: 1 } }, { data: { a: 2 } }] });
    const lines = read('{"a":1}\n\n{"a":2}\r\n', { type: 'application/x-ndjson' });
    expect(lines).toMatchObject({ ok: true, value: [{ data: { a: 1 } }, { data: { a: 2 } }] });
  });

  it('name themselves by a field, else by the key of the request, else each is new', () => {
    expect(ids(read('[{"n":7},{"n":"x"}]', { fields: { idField: 'n' } }))).toEqual(['7', 'x']);
    expect(ids(read('[{"n":1},{"n":1}]', { key: 'k' }))).toEqual(ids(read('[{"n":1},{"n":1}]', { key: 'k' })));
    expect(ids(read('{"n":1}'))).not.toEqual(ids(read('{"n":1}')));
  });

  it('say when they happened', () => {
    const fields = { timeField: 'at' };
    const event = read('{"at":"2026-10-31T23:00:00+02:00"}', { fields });
    expect(event.ok && event.value[0]?.time.toISOString()).toBe('2026-10-31T21:00:00.000Z');
    expect(read('[{"at":"2026-10-31T23:00:00Z"},{"at":"noon"}]', { fields })).toEqual({
      ok: false,
      error: { code: 'no-time', message: 'Event 2: at is "noon", not a time such as 2026-11-01T10:00:00Z.' },
    });
  });

  it('may be CloudEvents, one or a batch', () => {
    const event = { specversion: '1.0', id: 'i', source: '/s', type: 't', subject: 'x', data: { a: 1 } };
    const one = read(JSON.stringify(event), { type: 'application/cloudevents+json' });
    expect(one).toMatchObject({
      ok: true,
      value: [{ id: 'i', source: '/s', type: 't', subject: 'x', data: { a: 1 } }],
    });
    const type = 'application/cloudevents-batch+json';
    expect(read(JSON.stringify([event, { ...event, id: 'j' }]), { type })).toMatchObject({ ok: true });
    expect(read(JSON.stringify([event, { id: 'j' }]), { type })).toMatchObject({
      ok: false,
      error: { code: 'wrong-shape' },
    });
    expect(read(JSON.stringify(event), { type })).toMatchObject({ ok: false });
  });

  it.each([
    ['{"a":1}\nnot json\n{"a":2}', 'application/x-ndjson', 'not-json', 'Line 2'],
    ['{"a":1,"a":2}', 'application/json', 'duplicate-key', 'a'],
    ['[1]', 'application/json', 'wrong-shape', 'Event 1'],
    ['[]', 'application/json', 'empty', 'no event'],
    ['a=1', 'application/x-www-form-urlencoded', 'wrong-type', 'application/json'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'application/json', 'not-utf8', 'UTF-8'],
  ])('are refused as a whole when one is wrong: %s', (text, type, code, words) => {
    const answer = read(text, { type });
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(!answer.ok && answer.error.message).toContain(words);
  });
});

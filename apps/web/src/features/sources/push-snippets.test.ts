import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pushCurl, pushPython } from './push-snippets';

const address = 'http://h/sources/1/events';

/** What the shell would hand to curl, with nothing but what every machine has. */
function argumentsOf(code: string): string[] {
  const script = `MILLRACE_API_KEY=k\ncurl() { printf '%s\\0' "$@"; }\n${code}`;
  const text = execFileSync('sh', ['-c', script]);
  return text.toString('utf8').split('\0').slice(0, -1);
}

describe('snippets that push events', () => {
  it('send lines with the fields that the source looks at, whatever they are called', () => {
    const sent = argumentsOf(pushCurl(address, { kind: 'push', idField: "the order's id", timeField: 'at' }));
    expect(sent).toEqual(expect.arrayContaining([address, 'Authorization: Bearer k']));
    expect((sent.at(-1) ?? '').split('\n').map((line) => JSON.parse(line))).toEqual([
      { "the order's id": 'example-1', at: '2026-11-01T10:01:00Z', amount: 12.5 },
      { "the order's id": 'example-2', at: '2026-11-01T10:02:00Z', amount: 25 },
    ]);
  });

  it('name the request where the events name themselves by nothing', () => {
    const config = { kind: 'push' as const, idField: '', timeField: '' };
    const names = [1, 2].map(() =>
      argumentsOf(pushCurl(address, config)).find((text) => text.startsWith('Idempotency-Key')),
    );
    expect(names[0]).toMatch(/^Idempotency-Key: [0-9a-f]{32}$/);
    expect(names[1]).not.toBe(names[0]);
    expect(pushPython(address, config)).toContain('"Idempotency-Key": str(uuid.uuid4())');
    expect(pushPython(address, { ...config, idField: 'id' })).not.toContain('Idempotency-Key');
  });
});

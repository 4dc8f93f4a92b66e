import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AskedModel } from '../runtimes/python/ask-python';
import { testGuests } from '../testing/test-python';
import { until } from '../testing/until';
import { type ModelHost, serveModel } from './model-server';

const folder = mkdtempSync(join(tmpdir(), 'millrace-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { grant } = await testGuests();
const environment = grant?.environments[0];
const told = readdirSync('/').includes('proc');

/** Protocol 0 of pickle is text: an object of a class of the code, without a state. */
const pickle = Buffer.from('ccopy_reg\n_reconstructor\n(c__main__\nEcho\nc__builtin__\nobject\nNtR.');
const code = `LIMIT = 2
class Echo:
    def predict(self, rows):
        print("asked for", len(rows))
        return [LIMIT * row["n"] if row["n"] is not None else float("nan") for row in rows]
raise SystemExit("training is over, and is not done again")
`;
const model: AskedModel = {
  facts: {
    ...{ v: 1, code, reads: 'rows', answers: { kind: 'number' }, seconds: 20 },
    environment: { name: environment?.name ?? '', python: '3.0.1', versions: {} },
  },
  pickle,
  features: ['n', 't'],
};

function host(): ModelHost & { logs: string[]; over: AbortSignal; end(): void } {
  const logs: string[] = [];
  const over = new AbortController();
  return {
    ...{ title: 'Evaluate', guests: grant ?? undefined, folder, limits: { threads: 1, memoryMegabytes: 512 } },
    ...{ over: over.signal, end: () => over.abort(new Error('over')), logs },
    log: (level, text) => logs.push(`${level} ${text}`),
    line: (from, text) => logs.push(`${from} ${text}`),
  };
}

const columns = (...n: number[]) => [
  { name: 'n', kind: 'number' as const, values: Float64Array.from(n) },
  { name: 't', kind: 'category' as const, values: n.map(() => null) },
];

/** Processes of the guests in our folder. */
function processes(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return words.includes(folder) && words.includes('serve-model.py') ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** A process and what it has started. The fence ends with its first process, but on a busy machine its Python answers until then. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [...(children === '' ? [] : children.split(' ').map(Number).flatMap(familyOf)), pid];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended with its child.
  }
}

describe.skipIf(environment === undefined)('a served model', () => {
  it('is loaded once, without what its code did, and answers block after block', async () => {
    const own = host();
    const ask = serveModel(own, model);
    const [first, second] = await Promise.all([ask(columns(1, Number.NaN), 2), ask(columns(5), 1)]);
    expect(first).toEqual({ kind: 'numbers', width: 1, values: Float64Array.of(2, Number.NaN) });
    expect(second).toMatchObject({ values: Float64Array.of(10) });
    expect(own.logs.filter((line) => line.startsWith('warning'))).toEqual([
      `warning The model was trained with other versions: Python was 3.0.1 and is ${environment?.version}.`,
    ]);
    expect(own.logs).toContain('out asked for 2');
    own.end();
  });

  it.skipIf(!told || grant?.fenced !== true)('is started anew when it dies, and ends with the step', async () => {
    const own = host();
    const ask = serveModel(own, model);
    await ask(columns(1), 1);
    processes().flatMap(familyOf).forEach(kill);
    expect(await ask(columns(3), 1)).toMatchObject({ values: Float64Array.of(6) });
    expect(own.logs.join('\n')).toContain('started anew');
    expect(processes().length).toBeGreaterThan(0);
    own.end();
    await until(() => processes().length === 0, { what: 'the guest to end' });
  });

  it('that dies of every block ends the step, with the words of its end', async () => {
    const own = host();
    const dies = { ...model.facts, code: code.replace('return [', 'import os; os._exit(3)\n        return [') };
    const ask = serveModel(own, { ...model, facts: dies });
    await expect(ask(columns(1), 1)).rejects.toMatchObject({
      report: { code: 'python-died', place: 'Evaluate › code', seen: expect.stringContaining('exit code 3') },
    });
    own.end();
  });

  it('of an environment that this worker has not says which there are', () => {
    const facts = { ...model.facts, environment: { ...model.facts.environment, name: 'ml' } };
    expect(() => serveModel(host(), { ...model, facts })).toThrow(/“ml”/);
  });
});

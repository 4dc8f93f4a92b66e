import { PipelineError } from '@millrace/pipeline-core/errors';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { callDataService } from './data-service/client';
import { describeError, parseInput, Refusal } from './errors';
import { versionOfSchema } from './models/find-version';
import { accountMutation, accountQuery, router, toTrpcError } from './trpc';
import { accountUseCase, noInput } from './use-case';
import { handleOperation } from './v1/handle';

const secret = 'connect ECONNREFUSED 10.1.2.3:5432 /srv/millrace/secret';
const log = { error: vi.fn(), warn: vi.fn(), info: vi.fn() };

beforeEach(() => {
  for (const level of ['error', 'warn', 'info'] as const)
    log[level] = vi.spyOn(console, level).mockReturnValue(undefined) as typeof log.error; // the same mock, less typed
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function numberIn(text: string): string {
  const number = /number ([0-9a-f]{8})/.exec(text)?.[1];
  if (number === undefined) throw new Error(`no number in: ${text}`);
  return number;
}

describe('an input that does not fit', () => {
  const person = { kind: 'person', user: 'u', name: 'n', email: 'e', installationAdmin: false } as never; // only its kind is looked at
  const echo = accountUseCase({
    where: 'account',
    changes: false,
    input: z.object({ id: pipelineIdSchema, rows: z.number().optional() }),
    run: (_, { id }) => Promise.resolve(id),
  });
  const ask = async (json: object) => {
    const answer = await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: new Request(`http://millrace.test/api/trpc/echo?input=${encodeURIComponent(JSON.stringify({ json }))}`),
      router: router({ echo: accountQuery(echo) }),
      createContext: () => ({ caller: person }),
    });
    const body = (await answer.json()) as { error: { json: { data: { report: { code: string; message: string } } } } }; // as the formatter sends it
    return { status: answer.status, report: body.error.json.data.report };
  };

  it('is a thing that is not there where a text stands in the place of an id, and nothing for the log', async () => {
    expect(await ask({ id: 'abc' })).toMatchObject({
      status: 404,
      report: { code: 'not-found', message: expect.stringContaining('This pipeline does not exist') },
    });
    expect(log.error).not.toHaveBeenCalled();
  });

  it('is said by its field otherwise, and is no error of ours either', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    expect(await ask({ id, rows: 'ten' })).toMatchObject({ status: 422, report: { code: 'invalid-value' } });
    expect(await ask({ id: 'abc', rows: 'ten' })).toMatchObject({ status: 422 });
    expect(log.error).not.toHaveBeenCalled();
  });

  it('is said by its field in a body, also where it is an id', async () => {
    const answer = await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: new Request('http://millrace.test/api/trpc/echo', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: { id: 'abc' } }),
      }),
      router: router({ echo: accountMutation(echo) }),
      createContext: () => ({ caller: person }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/id\b.*expected the id of a pipeline/);
    expect(() => parseInput(z.object({ run: pipelineIdSchema }), { run: 'abc' }, 'body')).toThrow('does not fit');
  });

  it('names what a union of ids looks for', () => {
    expect(() => parseInput(versionOfSchema, { candidate: 'abc' })).toThrow(/candidate/);
    expect(() => parseInput(versionOfSchema, { release: 'abc' })).toThrow(/release/);
  });
});

describe('an unexpected error', () => {
  it.each([
    ['an error', new Error(secret)],
    ['a text', secret],
    [
      'a bug that another program reported',
      new PipelineError({ code: 'unexpected', family: 'bug', place: 'x', seen: secret, expected: 'y', next: 'z' }),
    ],
  ])('keeps its text for the log, under the number it answers: %s', (_what, thrown) => {
    const { status, report } = describeError(thrown, 'Upload');
    expect(status).toBe(500);
    expect(JSON.stringify(report)).not.toContain('10.1.2.3');
    expect(log.error.mock.calls).toEqual([[expect.stringContaining(numberIn(report.message)), thrown]]);
  });

  it('has one number and one log entry, however often it is described', () => {
    const error = new Error(secret);
    expect(describeError(error, 'a')).toEqual(describeError(error, 'b'));
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  it('reaches neither the browser nor a caller of the API', async () => {
    const failing = accountUseCase({
      where: 'account',
      changes: false,
      input: noInput,
      run: () => Promise.reject(new Error(secret)),
    });
    const person = { kind: 'person', user: 'u', name: 'n', email: 'e', installationAdmin: false } as never; // only its kind is looked at
    const browser = await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: new Request('http://millrace.test/api/trpc/failing?input=%7B%22json%22%3A%7B%7D%7D'),
      router: router({ failing: accountQuery(failing) }),
      createContext: () => ({ caller: person }),
    });
    const brokenTable = {
      [Symbol.iterator]: () => {
        throw new Error(secret);
      },
    } as never; // a table that fails when it is read
    const api = await handleOperation(brokenTable, new Request('http://millrace.test/api/v1/x'));
    for (const [place, answer] of [browser, api].entries()) {
      expect(answer.status).toBe(500);
      const text = await answer.text();
      expect(text).not.toContain('10.1.2.3');
      expect(log.error.mock.calls[place]).toEqual([
        expect.stringContaining(numberIn(text)),
        expect.objectContaining({ message: secret }),
      ]);
    }
  });
});

describe('a request that whoever asked has ended', () => {
  const cut = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  const left = Object.assign(new Error(), { name: 'ResponseAborted' });

  it.each([
    ['while the data service was asked', () => callDataService('/', { signal: AbortSignal.abort() })],
    ['by leaving the page', () => Promise.reject(left)],
    ['while its body was read', () => Promise.reject(cut)],
  ])('is told as that, and is no error of ours: %s', async (_when, ask) => {
    for (const name of ['DATABASE_URL', 'BETTER_AUTH_SECRET', 'INTERNAL_TOKEN'])
      vi.stubEnv(name, 'nothing that is asked here');
    const error: unknown = await ask().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(describeError(error, 'Rows')).toMatchObject({ status: 499, report: { code: 'request-ended' } });
    expect(toTrpcError(error).code).toBe('CLIENT_CLOSED_REQUEST');
    expect(log.info.mock.calls).toEqual([['Rows: ended by whoever asked, before the answer.']]);
    expect(log.error).not.toHaveBeenCalled();
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('is another thing than one that took too long', () => {
    const error = new DOMException('The operation timed out.', 'TimeoutError');
    expect(describeError(error, 'Rows').status).toBe(500);
  });
});

describe('an expected error', () => {
  it('says what it says, without what is for the log', () => {
    const cause = new Error(secret);
    const refusal = describeError(new Refusal('busy', 'The data service does not answer.', 'Wait.', cause), 'Upload');
    expect(refusal).toMatchObject({ status: 503, report: { message: 'The data service does not answer.' } });
    expect(JSON.stringify(refusal)).not.toContain('10.1.2.3');
    expect(log.warn).toHaveBeenCalledTimes(1);
    const facts = { code: 'no-disk', place: 'x', seen: 'y', expected: 'z', next: 'w', cause };
    const operator = describeError(new PipelineError({ ...facts, family: 'operator' }), 'Upload');
    expect(operator.status).toBe(503);
    expect(JSON.stringify(operator)).not.toContain('10.1.2.3');
    expect(describeError(new PipelineError({ ...facts, family: 'pipeline' }), 'Upload').status).toBe(422);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('names what was sent wrong; a row of ours that does not fit is no fault of the person', () => {
    const schema = z.object({ strategy: z.enum(['sandbox', 'direct']) });
    const describe = (run: () => unknown) => {
      try {
        return run();
      } catch (error) {
        return describeError(error, 'This request');
      }
    };
    const sent = describe(() => parseInput(schema, { strategy: 'slow' }));
    expect(sent).toMatchObject({ status: 422, report: { place: expect.stringContaining('strategy') } });
    expect(log.error).not.toHaveBeenCalled();
    const stored = describe(() => schema.parse({ strategy: 'slow' }));
    expect(stored).toMatchObject({ status: 500, report: { code: 'unexpected' } });
    expect(JSON.stringify(stored)).not.toContain('strategy');
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  it('is refused with tRPC’s own words when tRPC refuses', async () => {
    const answer = await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: new Request('http://millrace.test/api/trpc/nothing'),
      router: router({}),
      createContext: () => ({ caller: { kind: 'nobody' as const } }),
    });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('not-found');
    expect(log.error).not.toHaveBeenCalled();
  });
});

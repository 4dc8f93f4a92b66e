import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { guestTimeLimit } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { millraceErrorsPy, millracePy, serveModelPy } from '../generated/guest-texts';
import type { FeatureColumn } from '../runtimes/model-runtime';
import type { AskedModel, AskPython, PythonAnswer } from '../runtimes/python/ask-python';
import { chooseEnvironment, guestFailure, notFencedIn } from './guest-errors';
import type { GuestEnvironment, GuestGrant } from './guest-grant';
import { guestErrorSchema } from './guest-state';
import { guestTalk, type Message } from './guest-talk';
import { type GuestEnd, type GuestRun, startGuest } from './run-guest';

/** Who asks models: a step, or the process of a release, with what it was given. */
export type ModelHost = {
  title: string;
  guests: GuestGrant | undefined;
  /** Absolute; folders of guests are made in it. */
  folder: string;
  limits: { threads: number; memoryMegabytes: number };
  /** Aborted when nobody asks any more: then the guest ends. */
  over: AbortSignal;
  log(level: 'info' | 'warning', text: string): void;
  line: GuestRun['line'];
  /** Hears that the guest was lost: it died, took too long or too much, or did not start. */
  onLost?(error: unknown): void;
};

/** A guest that died is started anew this many times; a model that dies of every block would never end. */
const mostStarts = 4;

const startedSchema = z.object({ versions: z.record(z.string(), z.string()) });
const saidSchema = z.union([
  z.object({ error: guestErrorSchema }),
  z.object({ labels: z.array(z.string()) }),
  z.object({ width: z.number().int().positive() }),
]);

type Serving = { ask(columns: readonly FeatureColumn[], rows: number): Promise<Message>; end(): void };
let folders = 0;

/**
 * Asks one model that Python keeps: a guest loads it with the first question and answers one block of rows after the other.
 * A guest that dies is started anew and asked again once; one that takes too long, or too much, ends with the step's error.
 */
export function serveModel(host: ModelHost, model: AskedModel): AskPython {
  const environment = chooseEnvironment(host.guests, model.facts.environment.name, host.title);
  let serving: Promise<Serving> | null = null;
  let starts = 0;
  let last: Promise<unknown> = Promise.resolve();

  const askOnce = async (columns: readonly FeatureColumn[], rows: number): Promise<PythonAnswer> => {
    if (serving === null) {
      starts += 1;
      serving = start(host, { model, environment, first: starts === 1 });
    }
    let said: Message;
    try {
      const served = await serving;
      said = await served.ask(columns, rows);
    } catch (error) {
      (await serving.catch(() => null))?.end();
      serving = null;
      host.onLost?.(error);
      throw error;
    }
    // What its code raised over these rows leaves the guest as it was.
    return answerOf(said, { host, environment, seconds: model.facts.seconds });
  };
  const ask: AskPython = async (columns, rows) => {
    try {
      return await askOnce(columns, rows);
    } catch (error) {
      const died = error instanceof PipelineError && error.report.code === 'python-died';
      if (!died || starts >= mostStarts || host.over.aborted) throw error;
      host.log('warning', `The Python of the model ended by itself and is started anew: ${error.report.seen}.`);
      return askOnce(columns, rows);
    }
  };
  return (columns, rows) => {
    const answered = last.then(() => ask(columns, rows));
    last = answered.catch(() => undefined);
    return answered;
  };
}

async function start(
  host: ModelHost,
  o: { model: AskedModel; environment: GuestEnvironment; first: boolean },
): Promise<Serving> {
  const { model, environment } = o;
  const fenced = host.guests?.fenced === true;
  if (!fenced && o.first) host.log('warning', notFencedIn);
  const folder = await makeFolder(host.folder, model);
  const ending = new AbortController();
  const { seconds } = model.facts;
  const guest = await startGuest({
    ...{ environment, fenced, folder, threads: host.limits.threads, megabytes: host.limits.memoryMegabytes },
    args: ['-s', '-B', '-u', 'lib/serve-model.py'],
    variables: { PYTHONHASHSEED: '0' },
    seconds: Number.POSITIVE_INFINITY,
    signal: AbortSignal.any([host.over, ending.signal]),
    line: host.line,
  });
  guest.ended.catch(() => undefined); // who asks is told; when nobody does, its end is no news
  const talk = guestTalk(guest.channel);
  const hear = () => inTime({ host, environment, seconds, heard: talk.hear(), ended: guest.ended });
  const end = () => ending.abort(new Error('nobody asks the model any more'));
  try {
    const { header } = await hear();
    const started = startedSchema.safeParse(header);
    if (started.success) tellVersions(host, { ...o, now: started.data.versions });
    else answerOf({ header, body: Buffer.alloc(0) }, { host, environment, seconds });
  } catch (error) {
    end();
    throw error;
  }
  return {
    end,
    ask(columns, rows) {
      talk.say({ rows, columns: columns.map(headOf) }, columns.flatMap(bytesOf));
      return hear();
    },
  };
}

async function makeFolder(parent: string, { facts, pickle, features }: AskedModel): Promise<string> {
  folders += 1;
  const folder = join(parent, `model-${folders}`);
  await mkdir(join(folder, 'lib'), { recursive: true });
  const { kind } = facts.answers;
  const asks = kind === 'number' ? 'numbers' : kind;
  const files = {
    'lib/millrace.py': millracePy,
    'lib/millrace_errors.py': millraceErrorsPy,
    'lib/serve-model.py': serveModelPy,
    'params.json': '{}',
    'ports.json': JSON.stringify({ inputs: [], outputs: [], model: { features, target: null } }),
    'serve.json': JSON.stringify({ reads: facts.reads, asks }),
    'step.py': facts.code,
    'model.pkl': pickle,
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(folder, name), contents);
  return folder;
}

type Heard = {
  host: ModelHost;
  environment: GuestEnvironment;
  seconds: number;
  heard: Promise<Message>;
  ended: Promise<GuestEnd>;
};

/** The next message, or in words why there is none: time is over, or the guest has ended. */
async function inTime({ host, environment, seconds, heard, ended }: Heard): Promise<Message> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = () => new PipelineError(guestTimeLimit(host.title, seconds));
    timer = setTimeout(() => reject(error()), Math.min(seconds * 1000, 2 ** 31 - 1));
  });
  // The channel closes a little before the end is known, and the end says why.
  const said = heard.catch(async (error: unknown) => {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    throw noAnswer(host, error instanceof Error ? error.message : String(error));
  });
  said.catch(() => undefined);
  try {
    return await Promise.race([said, late, ended.then((end) => Promise.reject(endError(end, host, environment)))]);
  } finally {
    clearTimeout(timer);
  }
}

function endError(end: GuestEnd, host: ModelHost, environment: GuestEnvironment): Error {
  const of = ofHost(host, environment, 0);
  return guestFailure(of, end, { at: 'started' }) ?? new Error('a guest ended without an answer');
}

function ofHost(host: ModelHost, environment: GuestEnvironment, seconds: number) {
  const { title, guests, limits } = host;
  return { title, environment, fenced: guests?.fenced === true, seconds, megabytes: limits.memoryMegabytes };
}

/** Believed as far as it is one: numbers that are there, or names. */
function answerOf(
  { header, body }: Message,
  { host, environment, seconds }: { host: ModelHost; environment: GuestEnvironment; seconds: number },
): PythonAnswer {
  const read = saidSchema.safeParse(header);
  if (!read.success) throw noAnswer(host, 'a guest said something that is no answer');
  const said = read.data;
  if ('error' in said) {
    const end = { code: 1, signal: null, stopped: null, words: '' };
    const failure = guestFailure(ofHost(host, environment, seconds), end, { at: 'failed', error: said.error });
    throw failure ?? new Error(said.error.message);
  }
  if ('labels' in said) return { kind: 'labels', labels: said.labels };
  // A copy of its own: numbers need an aligned start.
  const values = new Float64Array(Uint8Array.from(body.subarray(0, body.length - (body.length % 8))).buffer);
  return { kind: 'numbers', width: said.width, values };
}

function noAnswer({ title }: ModelHost, seen: string): PipelineError {
  return new PipelineError({
    code: 'python-answer',
    family: 'pipeline',
    place: `${title} › code`,
    seen,
    expected: 'an answer for every row',
    next: 'Code must not close or write to file 3, over which the model is asked.',
  });
}

function headOf(column: FeatureColumn): object {
  return column.kind === 'number' ? { name: column.name } : { name: column.name, values: column.values };
}

function bytesOf(column: FeatureColumn): Uint8Array[] {
  if (column.kind !== 'number') return [];
  const { buffer, byteOffset, byteLength } = column.values;
  return [new Uint8Array(buffer, byteOffset, byteLength)];
}

/** A pickle of one version may mean something else to another: said once, as nobody can know beforehand. */
function tellVersions(
  host: ModelHost,
  o: { model: AskedModel; environment: GuestEnvironment; now: Record<string, string>; first: boolean },
): void {
  const { versions, python } = o.model.facts.environment;
  const others = Object.entries(versions).flatMap(([name, was]) => {
    const is = o.now[name];
    return is === undefined || is === was ? [] : [`${name} was ${was} and is ${is}`];
  });
  if (o.environment.version !== python) others.unshift(`Python was ${python} and is ${o.environment.version}`);
  if (!o.first || others.length === 0) return;
  host.log('warning', `The model was trained with other versions: ${others.slice(0, 8).join(', ')}.`);
}

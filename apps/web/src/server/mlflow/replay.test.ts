import { readFileSync } from 'node:fs';
import { makeProject } from '@millrace/db/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { db, withTestServer } from '../testing/test-server';
import { fileStore } from './testing/file-store';
import { makeProgram } from './testing/mlflow-program';

withTestServer({ dataService: fileStore().listener });

type Value = z.output<ReturnType<typeof z.json>>;

const lineSchema = z.object({
  method: z.string(),
  path: z.string(),
  body: z.json().optional(),
  bytes: z.number().int().optional(),
  status: z.number().int(),
  answer: z.json().optional(),
});

/** Requests that MLflow's own client sent to its own server, and what that answered (testing/README.md). */
function recordedLines() {
  const text = readFileSync(new URL('testing/recorded-client.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

/** Names that a server makes up: ours takes the place of theirs in whatever the client sends later. */
class MadeUp {
  readonly #ours = new Map<string, string>();

  /** Walks two answers side by side and learns which name of ours stands for which of theirs. */
  learn(theirs: Value | undefined, ours: unknown): void {
    if (typeof theirs === 'string' && typeof ours === 'string') this.#learnName(theirs, ours);
    if (typeof theirs !== 'object' || theirs === null || typeof ours !== 'object' || ours === null) return;
    for (const [key, value] of Object.entries(theirs)) this.learn(value, Reflect.get(ours, key));
  }

  #learnName(theirs: string, ours: string): void {
    const isMadeUp = /^(m-)?[0-9a-f]{32}$|^[a-z]+-[a-z]+-\d{1,3}$|^eyJ/.test(theirs);
    if (isMadeUp && theirs !== ours && !this.#ours.has(theirs)) this.#ours.set(theirs, ours);
  }

  translate(text: string): string {
    let told = text;
    for (const [theirs, ours] of this.#ours) told = told.replaceAll(theirs, ours);
    return told;
  }
}

const times = /^(creation_time|last_update_time|(creation|last_updated)_timestamp(_ms)?|workspace)$/;
/** The client writes this tag itself; MLflow's server writes it a moment earlier, too. */
const written = 'mlflow.modelVersions';

/** Without what depends on the clock, and with lists by key: what has the same key stays in its order. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(comparable).filter((item) => keyOf(item) !== written);
    return items.every((item) => keyOf(item) !== undefined)
      ? items.toSorted((a, b) => String(keyOf(a)).localeCompare(String(keyOf(b))))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (times.test(key) ? [] : [[key, comparable(item)]])),
  );
}

function keyOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? Reflect.get(item, 'key') : undefined;
}

it("answers what MLflow's client sends as MLflow's own server does", { timeout: 120_000 }, async () => {
  const ask = await makeProgram(db, { project: await makeProject(db) });
  const names = new MadeUp();
  const sent = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [index, line] of recordedLines().entries()) {
    const place = `line ${index + 1}: ${line.method} ${line.path}`;
    const path = names.translate(line.path);
    const file = line.bytes === undefined ? undefined : new Uint8Array(line.bytes).fill(index % 251);
    const body = line.body === undefined ? file : names.translate(JSON.stringify(line.body));
    const { status, json, response } = await ask(line.method, path, body);
    expect({ place, status, ...(status === line.status ? {} : { json }) }).toEqual({ place, status: line.status });
    if (file !== undefined) sent.set(path, file);
    const kept = line.method === 'GET' ? sent.get(path) : undefined;
    if (kept !== undefined) expect(Buffer.from(await response.arrayBuffer()).equals(kept), place).toBe(true);
    if (line.answer === undefined || line.answer === null) continue;
    names.learn(line.answer, json);
    const wanted: unknown = JSON.parse(names.translate(JSON.stringify(line.answer)));
    if (JSON.stringify(wanted) === '{}') expect(json, place).toEqual({});
    else expect(comparable(json), place).toMatchObject(comparable(wanted) as object); // never a bare value
  }
  expect(sent.size).toBeGreaterThan(5);
});

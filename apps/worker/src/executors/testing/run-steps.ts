import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TableMeta } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type ResolvedReference, runSpecSchema } from '@millrace/pipeline-core/run';
import type { ChildArtifact, ChildInput, ChildOutput, Progress, StepEvent, StepRequest } from '../../child/protocol';
import { hashFile, hashJson } from '../../data/artifact-store';
import type { GuestGrant } from '../../guests/guest-grant';
import type { FitLink, StepPart } from '../executor';
import { runStep } from '../host';

export type StepResult = {
  outputs: Record<string, ChildArtifact>;
  events: StepEvent[];
  logs: string[];
  /** Whether an equal step may use the result; of steps that were run. */
  repeats?: boolean;
  folder: string;
};

/** Runs steps through the host in this process, handing outputs on as the worker would: a pipeline without a database. */
export class StepRunner {
  private count = 0;

  constructor(private readonly root: string) {}

  async run(
    type: string,
    options: {
      params?: JsonObject;
      /** Port to results: `[result, port]` pairs; several for ports that take many. */
      inputs?: Record<string, [StepResult, string][]>;
      references?: Record<string, ChildArtifact[]>;
      /** Id of the batch behind the reference `data`. */
      batch?: string;
      /** Tables as the reference `data`: batches 1, 2, … read as one. */
      batches?: StepResult[];
      /** A feature view as the reference `view`: what it is, and its published tables. */
      view?: { shape: JsonObject; versions: StepResult[] };
      /** The Python environments that a step may use. */
      guests?: GuestGrant;
      seed?: number;
      fold?: number;
      /** One trial of a search; its settings are at the input `proposal`. */
      trial?: number;
      signal?: AbortSignal;
      /** Of the step; 2,048 without it. */
      memoryMegabytes?: number;
      /** How far the database's clock is ahead, in milliseconds. */
      clockAhead?: number;
      /** Told which part of the work begins. */
      part?: (part: StepPart) => void;
      /** How a long fit is watched. */
      fitting?: FitLink;
      /** Told how far it is. */
      progress?: (progress: Progress) => void;
    } = {},
  ): Promise<StepResult> {
    const folder = join(this.root, `step-${this.count++}-${type}`);
    mkdirSync(folder);
    const inputs = Object.fromEntries(
      Object.entries(options.inputs ?? {}).map(([port, sources]) => [
        port,
        sources.map(([result, from]) => connect(result, from)),
      ]),
    );
    const request: StepRequest = {
      kind: 'step',
      id: folder,
      spec: runSpecSchema.parse({
        v: 1,
        step: 'step',
        title: type,
        type,
        version: 1,
        params: options.params ?? {},
        seed: options.seed ?? 7,
        ...(options.fold === undefined ? {} : { fold: options.fold }),
        ...(options.trial === undefined ? {} : { trial: options.trial }),
        inputs: {},
        references: {
          ...(options.batch === undefined ? {} : { data: batchNamed(options.batch) }),
          ...(options.batches === undefined ? {} : { data: batchesOf(options.batches) }),
          ...(options.view === undefined ? {} : { view: viewOf(options.view.shape) }),
        },
        limits: { seconds: 600, megabytes: 2048 },
      }),
      inputs,
      references: {
        ...options.references,
        ...(options.batches === undefined ? {} : { data: tablesOf(options.batches, (at) => `b${at + 1}`) }),
        ...(options.view === undefined ? {} : { view: tablesOf(options.view.versions, (at) => `v${at}`) }),
      },
      folder,
      ...(options.guests === undefined ? {} : { guests: options.guests }),
      ...(options.clockAhead === undefined ? {} : { clockAhead: options.clockAhead }),
      threads: 2,
      memoryMegabytes: options.memoryMegabytes ?? 2048,
    };
    const logs: string[] = [];
    const { outputs, events, repeats } = await runStep(request, {
      signal: options.signal ?? new AbortController().signal,
      log: (_level, text) => void logs.push(text),
      progress: options.progress ?? (() => undefined),
      ...(options.part === undefined ? {} : { part: options.part }),
      ...(options.fitting === undefined ? {} : { fitting: options.fitting }),
    });
    const artifacts = await Promise.all(outputs.map(store));
    return {
      outputs: Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact])),
      events,
      logs,
      repeats,
      folder,
    };
  }
}

/** An output as the artifact the next step gets. */
export async function store(output: ChildOutput): Promise<ChildArtifact> {
  const { port, kind, path, inline } = output;
  const { hash } = path === undefined ? hashJson(inline) : await hashFile(path);
  return { port, kind, hash, ...(path === undefined ? {} : { path }), ...(inline === undefined ? {} : { inline }) };
}

function connect(result: StepResult, port: string): ChildInput {
  const artifacts = [port, `${port}.meta`].flatMap((name) => result.outputs[name] ?? []);
  if (artifacts.length === 0) throw new Error(`the step has no output "${port}"`);
  return { artifacts, title: port };
}

function viewOf(data: JsonObject): ResolvedReference {
  return { kind: 'feature-view', id: 'view', label: 'view', artifacts: {}, data };
}

/** The tables of results, as artifacts of one reference that are called so. */
function tablesOf(results: readonly StepResult[], nameOf: (at: number) => string): ChildArtifact[] {
  return results.flatMap(({ outputs }, at) =>
    ['', '.meta'].flatMap((ending) => {
      const artifact = outputs[`table${ending}`];
      return artifact === undefined ? [] : [{ ...artifact, port: `${nameOf(at)}${ending}` }];
    }),
  );
}

/** Batches 1, 2, … of these ids, one of them left out by the way. */
function batchesOf(results: readonly StepResult[]): ResolvedReference {
  const batches = results.map((_, at) => ({
    id: `00000000-0000-4000-8000-00000000000${at + 1}`,
    number: at + 1,
    port: `b${at + 1}`,
    lines: at,
    cells: 0,
  }));
  const data = { batches, leftOut: [{ number: 9, why: 'is a replay, and batch 8 is not read', lost: true }] };
  return { kind: 'batches', id: 'd', label: 'batches', artifacts: {}, data };
}

function batchNamed(id: string): ResolvedReference {
  return { kind: 'batch', id, label: 'batch 1', artifacts: {} };
}

/** A landed table as the `data` reference of a dataset step. */
export async function batchReference(table: string, meta: TableMeta): Promise<ChildArtifact[]> {
  const inline: JsonObject = JSON.parse(JSON.stringify(meta));
  return [
    await store({ port: 'table', kind: 'table', path: table }),
    await store({ port: 'table.meta', kind: 'table-meta', inline }),
  ];
}

import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createPipeline,
  type FeedState,
  findFeatureView,
  listFeedStates,
  type Pipeline,
  type Project,
  readTopic,
  recordArtifact,
  type Source,
  startRun,
} from '@millrace/db';
import {
  createTestDatabase,
  makeApiKey,
  makeProject,
  makeSource,
  makeUser,
  type TestDatabase,
} from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import {
  eventRow,
  type FeaturesPublished,
  featuresPublishedSchema,
  type NewEvent,
  pushTopic,
} from '@millrace/pipeline-core/events';
import { type RunId, stepIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { type ArtifactStore, createArtifactStore } from '../../../data/artifact-store';
import type { DuckSession } from '../../../data/duckdb';
import { landFile } from '../../../data/ingest/land-file';
import { batchReference, type StepResult, StepRunner } from '../../../executors/testing/run-steps';
import { createFigures } from '../../../ground/figures';
import { publishView } from '../../../scheduling/events/features-published';
import { createRunFacts } from '../../../scheduling/events/run-facts';
import { createQuietLogger } from '../../../testing/quiet-logger';
import { until } from '../../../testing/until';
import { hashKey } from '../../keys/api-key';
import { type Scoring, startScoring } from '../../start-scoring';

/** One step of a pipeline, applied to the table of the step before. */
export type DrawnStep = { type: string; params?: JsonObject; title?: string };

/** A project with a source that events are pushed to, its dataset, and what a pipeline over it publishes. */
export class FedProject {
  private count = 0;
  private readonly steps: StepRunner;
  readonly topic: string;

  private constructor(
    readonly test: TestDatabase,
    readonly project: Project,
    readonly source: Source,
    readonly pipeline: Pipeline,
    private readonly o: { folder: string; session: DuckSession; store: ArtifactStore },
  ) {
    this.steps = new StepRunner(o.folder);
    this.topic = pushTopic(source.id);
  }

  static async make(o: { folder: string; session: DuckSession; fields?: JsonObject }): Promise<FedProject> {
    const test = await createTestDatabase();
    const store = await createArtifactStore(join(o.folder, 'artifacts'));
    const ownerId = userIdSchema.parse((await makeUser(test.db)).id);
    const project = await makeProject(test.db, { ownerId });
    const { id: projectId } = project;
    const source = await makeSource(test.db, { projectId, config: { idField: 'id', timeField: '', ...o.fields } });
    const pipeline = await createPipeline(test.db, {
      projectId,
      name: 'Orders',
      document: emptyDocument,
      createdBy: 'ada',
    });
    for (const [name, scope] of [
      ['reader', 'predict'],
      ['sender', 'push'],
    ] as const) {
      await makeApiKey(test.db, { projectId, ownerId, scopes: [scope], name, hash: hashKey(name) });
    }
    return new FedProject(test, project, source, pipeline, { ...o, store });
  }

  serve(): Promise<Scoring> {
    const { test, o } = this;
    return startScoring({
      ...{ db: test.db, databaseUrl: test.url, pathOf: o.store.pathOf, dataDir: o.folder, host: '127.0.0.1', port: 0 },
      ...{ internalToken: 't', health: () => ({ status: 'ok', roles: ['score'] }), figures: createFigures() },
      logger: createQuietLogger(),
    });
  }

  /** Lands what the topic holds as a batch of the dataset, as a run of the source does. Its id. */
  async land(): Promise<{ batch: string; table: StepResult }> {
    const { projectId, id, datasetId } = this.source;
    const folder = this.makeFolder('land');
    const events = await readTopic(this.test.db, { projectId, topic: this.topic, after: 0, limit: 100_000 });
    const path = join(folder, 'events.ndjson');
    writeFileSync(path, events.map((event) => JSON.stringify(eventRow(event))).join('\n'));
    const landed = await landFile({ session: this.o.session, path, name: 'events.ndjson', folder });
    const task = { events: { topic: this.topic, after: 0, upTo: events.at(-1)?.offset ?? 0, more: false } };
    const reference = { kind: 'source' as const, id, label: 'orders', artifacts: {}, data: task };
    const run = await this.startRun([{ type: 'read-source' }], { source: reference });
    const made = await this.test.db.prisma.batch.create({
      data: {
        ...{ datasetId, number: this.count, fileName: 'events.ndjson', format: 'ndjson', bytes: 1 },
        ...{ rawHash: 'r', tableHash: 't', metaHash: 'm', rows: events.length, rejected: 0, createdBy: 'ada' },
        ...{ meta: {}, profile: {}, rejects: {}, notes: {}, sourceId: id, runId: run },
      },
    });
    const data = await batchReference(landed.table, landed.meta);
    const params = { dataset: datasetId };
    const table = await this.steps.run('dataset', { params, references: { data }, batch: made.id });
    return { batch: made.id, table };
  }

  /** Runs the steps over a table and hands the event of the last one, which publishes, on as the outbox would. */
  async publish(
    table: StepResult,
    drawn: readonly DrawnStep[],
  ): Promise<{ payload: FeaturesPublished; online: string }> {
    let last = table;
    for (const { type, params = {} } of drawn)
      last = await this.steps.run(type, { params, inputs: { table: [[last, 'table']] } });
    const run = await this.startRun([{ type: 'dataset' }, ...drawn]);
    const idx = drawn.length;
    const { db } = this.test;
    for (const { port, hash, kind, path, inline } of Object.values(last.outputs)) {
      const stored = path === undefined ? undefined : await this.o.store.putFile(path);
      const place = stored === undefined ? { inline: inline ?? null } : { location: stored.location };
      await recordArtifact(db, { hash, bytes: stored?.bytes ?? 1, kind, ...place });
      await db.pool.query(
        `insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, $2, 'out', $2, $3, $4)`,
        [run, idx, port, hash],
      );
    }
    const payload = featuresPublishedSchema.parse(last.events[0]?.payload);
    const queues = { enqueue: async () => undefined };
    const { pathOf } = this.o.store;
    const context = { db, queues, runFacts: createRunFacts(db), pathOf, readJson: async () => null, receiptKey: null };
    await publishView({ payload, key: `${run}-${idx}-0`, origin: { run, idx }, context });
    const online = last.outputs['table.online']?.path;
    if (online === undefined) throw new Error('the step wrote no online rows');
    return { payload, online };
  }

  private async startRun(drawn: readonly DrawnStep[], references: RunSpec['references'] = {}): Promise<RunId> {
    const spec = ({ type, params = {}, title = type }: DrawnStep, idx: number) => ({
      ...{ v: 1 as const, step: stepIdSchema.parse(`step${idx}`), title, type, version: 1, params, seed: 1 },
      inputs: idx === 0 ? {} : { table: [{ idx: idx - 1, port: 'table' }] },
      ...{ references, limits: { seconds: 60, megabytes: 256 }, force: false },
    });
    const started = await startRun(this.test.db, {
      ...{ projectId: this.project.id, requestKey: randomUUID(), pipelineId: this.pipeline.id },
      ...{ startedBy: 'ada', mayDeploy: false, plan: {}, edges: [] },
      steps: drawn.map((step, idx) => ({ idx, queue: 'cpu' as const, max_attempts: 1, spec: spec(step, idx) })),
    });
    return started.runId;
  }

  async viewId(name: string): Promise<string> {
    const view = await findFeatureView(this.test.db, { projectId: this.project.id, name });
    if (view === null) throw new Error(`no view ${name}`);
    return view.id;
  }

  /** The first feed of a view as it is. */
  async feed(name: string): Promise<FeedState> {
    const [state] = await listFeedStates(this.test.db, await this.viewId(name));
    if (state === undefined) throw new Error(`no feed of ${name}`);
    return state;
  }

  /** The first feed of a view, once it has taken all events of the topic. */
  caughtUp(name: string): Promise<FeedState> {
    const look = async () => {
      const state = await this.feed(name);
      return state.behind === 0 ? state : null;
    };
    return until(look, { what: `${name} to catch up` });
  }

  makeFolder(name: string): string {
    const at = join(this.o.folder, `${name}-${this.count++}`);
    mkdirSync(at);
    return at;
  }
}

/** Asks a scoring server as a program does. */
export async function call(scoring: Scoring, path: string, o: { key: string; body: string; type?: string }) {
  const response = await fetch(`http://127.0.0.1:${scoring.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': o.type ?? 'application/json', authorization: `Bearer ${o.key}` },
    body: o.body,
  });
  const json: Json = JSON.parse(await response.text());
  return { status: response.status, json };
}

/** An event as the push address would make it. */
export const pushed = (source: Source, data: JsonObject): NewEvent => ({
  ...{ id: String(data.id), source: `/sources/${source.id}`, type: 'millrace.pushed.v1', time: new Date(), data },
});

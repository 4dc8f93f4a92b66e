import {
  createScoreStream,
  type Database,
  ensureEndpoint,
  listScoreStreams,
  publishEvents,
  readTopic,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { documentRoutingPipeline, documentStreams } from '@millrace/pipeline-core/document';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { type Json, jsonObjectSchema } from '@millrace/pipeline-core/json';
import { streamRulesSchema, topicOfAnswer } from '@millrace/pipeline-core/scoring';
import { generateSample } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../../data/testing/scratch';
import { type StepResult, StepRunner } from '../../executors/testing/run-steps';
import { fakeEndpoint, testReleaseId } from '../../testing/fake-release';
import { noFeatures } from '../../testing/no-features';
import { createQuietLogger } from '../../testing/quiet-logger';
import { openRelease } from '../releases/open-release';
import type { ServedEndpoint } from '../releases/served-release';
import { catchUpStreams } from './consume-streams';

const folder = scratchFolder('document-routing');
let test: TestDatabase;
let db: Database;
let projectId: ProjectId;
let endpoints: ServedEndpoint[];

beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
  ({ id: projectId } = await makeProject(db));
  const released = await runTemplate();
  endpoints = await Promise.all(
    documentStreams.map(async ({ endpoint: name, topic, rules }, at) => {
      const endpoint = await ensureEndpoint(db, { projectId, name, sandbox: true, createdBy: 'ada' });
      const stream = { topic, rules: streamRulesSchema.parse(rules), mostWaiting: null, createdBy: 'ada' };
      await createScoreStream(db, { endpoint, ...stream, from: 'now' });
      const id = testReleaseId(at + 1);
      const path = released[`register-${at === 0 ? 'texts' : 'pages'}`]?.outputs.release?.path ?? 'no release';
      const { served } = await openRelease({ id, number: 1, modelName: name, path });
      const facts = { ...fakeEndpoint({ slug: endpoint.slug, routes: [[at + 1, 1]] }), id: endpoint.id, projectId };
      return { facts, releases: new Map([[id, served]]) };
    }),
  );
}, 600_000);
afterAll(() => test?.drop());

/** Runs the steps of the template as they are drawn, but for the deployments; results by step. */
async function runTemplate(): Promise<Record<string, StepResult>> {
  const { steps, edges } = documentRoutingPipeline();
  const runner = new StepRunner(folder);
  const results: Record<string, StepResult> = {};
  for (const { id, type, params } of Object.values(steps).filter((step) => step.type !== 'deploy')) {
    const inputs: Record<string, [StepResult, string][]> = {};
    for (const { from, to } of Object.values(edges).filter((edge) => edge.to.step === id)) {
      const source = results[from.step];
      if (source === undefined) throw new Error(`${id} is drawn before ${from.step}`);
      inputs[to.port] = [...(inputs[to.port] ?? []), [source, from.port]];
    }
    results[id] = await runner.run(type, { params, inputs });
  }
  return results;
}

const outgoingSchema = z.object({ record: jsonObjectSchema });

const score = {
  ...{ now: () => performance.now(), wallClock: Date.now, random: () => 0, online: noFeatures().online },
  ...{ keep: () => undefined, count: () => undefined },
};

it.each([
  ['texts', documentStreams[0], 'business-documents', 'text'],
  ['pages', documentStreams[1], 'document-pages', 'page'],
] as const)(
  'most %s of documents that nobody has seen go to the department of their kind',
  async (_name, stream, sample, field) => {
    // Another seed than the template's: other documents.
    const { rows } = generateSample(sample, 300, 99);
    const documents = rows.map((cells) => ({
      id: String(cells[0]),
      kind: String(cells[2]),
      row: { [field]: toJson(cells[1]) },
    }));
    const events = documents.map(({ id, row }) => ({
      id,
      source: '/scanner',
      type: 'document',
      time: new Date(),
      data: row,
    }));
    await publishEvents(db, { projectId, topic: stream.topic, events });
    const served = { all: () => endpoints, unserved: () => [] };
    await catchUpStreams({ db, endpoints: served, score, logger: createQuietLogger(), stopped: () => false });

    const rules = streamRulesSchema.parse(stream.rules);
    const arrived = new Map<string, string>();
    for (const topic of new Set(rules.routes.map((route) => route.topic))) {
      for (const event of await readTopic(db, { projectId, topic, after: 0, limit: 10_000 })) {
        const { record } = outgoingSchema.parse(event.data);
        if (record.topic === stream.topic) arrived.set(String(record.id), topic);
      }
    }
    expect(arrived.size).toBe(300);
    const right = documents.filter(({ id, kind }) => arrived.get(id) === topicOfAnswer(rules, kind));
    expect(right.length / documents.length).toBeGreaterThan(0.85);
    const endpoint = endpoints.find(({ facts }) => facts.slug.endsWith(stream.endpoint));
    const states = await listScoreStreams(db, { projectId, endpointId: endpoint?.facts.id ?? endpoints[0]!.facts.id });
    expect(states).toMatchObject([{ scored: 300, refused: 0, behind: 0 }]);
  },
  120_000,
);

function toJson(cell: unknown): Json {
  return JSON.parse(JSON.stringify(cell));
}

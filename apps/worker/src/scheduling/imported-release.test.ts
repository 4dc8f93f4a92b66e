import { appendRevision, createEndpoint, listDeployments } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { bundleManifestSchema, endpointConfigSchema, gateSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openModel } from '../data/model-file';
import { readBundleFacts } from '../data/release-bundle';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { fixtureTable, importFile, onnxFixture } from '../executors/testing/onnx-fixture';
import { type Registered, registered } from '../executors/testing/registered';
import { StepRunner } from '../executors/testing/run-steps';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

const program = testProgram('scoring/apart/main.ts');
const root = scratchFolder('imported-release');
const session = scratchSession(root);
const runner = new StepRunner(root);
let flow: ReleaseFlow;

beforeAll(async () => {
  flow = await startReleaseFlow({ apart: { program, megabytes: 512 } });
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

/** What the steps Register model and Deploy of a run leave. */
async function deploy({ path, release, model }: Registered, endpoint: string) {
  const { manifest } = await readBundleFacts(path);
  const file = model.outputs.model?.path ?? '';
  const made = {
    bundle: await flow.store.putFile(path),
    model: await flow.store.putFile(file),
    heldOut: await flow.store.putFile(release.outputs['held-out']?.path ?? ''),
    manifest: bundleManifestSchema.parse(manifest),
    modelManifest: (await openModel(file, 'here')).manifest,
  };
  await flow.record(made);
  await flow.register(made);
  await flow.outboxEmpty();
  await giveTime(endpoint);
  await flow.send('deploy-requested', { bundle: made.bundle.hash, endpoint, strategy: 'sandbox' });
  await flow.outboxEmpty();
}

/** An endpoint that has time: the speed of this machine is no question here. */
async function giveTime(name: string): Promise<void> {
  const wish = { projectId: flow.project.id, name, slug: `${flow.project.slug}.${name}` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  const found = await until(async () => flow.latestRelease().catch(() => null), { what: 'the release' });
  const { id: release } = found;
  const config = endpointConfigSchema.parse({ v: 1, routes: [{ release, weight: 1 }], chain: [], budgetMs: 20_000 });
  const routed = await appendRevision(flow.db, { endpointId: made.value.id, config, createdBy: 'ada' });
  if (!routed.ok) throw new Error(routed.error);
}

const answered = z.object({
  predictions: z.array(z.looseObject({ prediction: z.string(), probabilities: z.record(z.string(), z.number()) })),
});

it('an imported model passes the checks and answers requests as it answers tables', async () => {
  const known = onnxFixture('sklearn-logistic');
  const rows = await fixtureTable(session, root, known);
  const model = await importFile(runner, { rows, path: known.path });
  const made = await registered(runner, { model, rows });
  await deploy(made, 'flowers');

  const deployment = await until(
    async () => {
      const endpoint = await flow.endpointNamed('flowers').catch(() => null);
      const [first] =
        endpoint === null
          ? []
          : await listDeployments(flow.db, { projectId: flow.project.id, endpointId: endpoint.id });
      return first?.finishedAt ? first : null;
    },
    { what: 'the end of the deployment' },
  );
  expect(jsonSchema.parse(deployment.error ?? null)).toBeNull();
  const checks = gateSchema
    .array()
    .parse(deployment.gates)
    .flatMap((gate) => gate.checks);
  for (const id of ['golden-rows', 'held-out-rows', 'latency'])
    expect(checks.find((check) => check.id === id)).toMatchObject({ status: 'pass' });

  const { golden } = await readBundleFacts(made.path);
  const endpoint = await flow.endpointNamed('flowers');
  const { json } = await until(
    async () => {
      const answer = await flow.askPlain(
        endpoint.slug,
        golden.map(({ input }) => input),
      );
      return answer.status === 200 ? answer : null;
    },
    { what: 'an answer' },
  );
  const { predictions } = answered.parse(json);
  expect(predictions).toHaveLength(golden.length);
  golden.forEach(({ output }, row) => {
    Object.values(predictions[row]?.probabilities ?? {}).forEach((value, at) => {
      expect(Math.abs(value - (output[at] ?? Number.NaN))).toBeLessThan(1e-6);
    });
  });
}, 120_000);

import { createRequire } from 'node:module';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import type { ReleaseFacts } from '../release-facts';
import { clusterName, manifestsOf } from './manifests';
import { toYaml } from './to-yaml';

// A reader that is not ours; eslint brings it along, without types.
const yaml: { load(text: string): unknown } = createRequire(import.meta.url)('js-yaml');

const facts: ReleaseFacts = {
  ...{ v: 1, id: testReleaseId(7), model: 'churn', number: 7, lookups: 'none' },
  ...{ bundle: 'ab'.repeat(32), bytes: 3_000_000 },
};
const manifests = manifestsOf({ facts, image: 'registry.example/churn:v7', apart: false });
const read = (name: keyof typeof manifests) => yaml.load(toYaml(manifests[name] ?? {}));

it('writes YAML that others read as it was meant', () => {
  for (const manifest of Object.values(manifests)) expect(yaml.load(toYaml(manifest))).toEqual(manifest);
  const odd: JsonObject = {
    'a: b': [
      'yes',
      'no',
      '007',
      '1e3',
      '',
      ' x',
      '- y',
      '#',
      'null',
      '~',
      'true',
      '0x1f',
      '2026-11-27',
      'it\'s "so"',
      'a\nb',
    ],
    empty: { list: [], object: {} },
    nested: [[1, [2]], { a: [{ b: null }] }, true, -1.5],
  };
  expect(yaml.load(toYaml(odd))).toEqual(odd);
});

const selector = { 'app.kubernetes.io/name': 'millrace-model', 'app.kubernetes.io/instance': 'churn' };
const labels = {
  ...selector,
  'app.kubernetes.io/version': 'v7',
  'app.kubernetes.io/component': 'scoring',
  'app.kubernetes.io/part-of': 'millrace',
  'app.kubernetes.io/managed-by': 'millrace-export',
};

const container = {
  image: 'registry.example/churn:v7',
  ports: [{ containerPort: 8080, protocol: 'TCP' }],
  env: [
    { name: 'HOST', value: '0.0.0.0' },
    { name: 'PORT', value: '8080' },
    { name: 'API_KEYS', valueFrom: { secretKeyRef: { name: 'churn-keys', key: 'API_KEYS' } } },
  ],
  startupProbe: { httpGet: { path: '/health', port: 8080 } },
  readinessProbe: { httpGet: { path: '/health', port: 8080 } },
  livenessProbe: { httpGet: { path: '/v2/health/live', port: 8080 } },
  resources: { requests: { cpu: '250m', memory: '140Mi' }, limits: { cpu: '1', memory: '280Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};
const pod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
};

it('deploys the container with probes, limits and no rights, and leaves its number to the autoscaler', () => {
  const deployment = read('deployment.yaml');
  expect(deployment).toMatchObject({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'churn', labels, annotations: { 'millrace/bundle': facts.bundle } },
    spec: {
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec: { ...pod, containers: [{ name: 'model', ...container }] } },
    },
  });
  expect(deployment).not.toHaveProperty('spec.replicas');
  expect(deployment).not.toHaveProperty(['spec', 'selector', 'matchLabels', 'app.kubernetes.io/version']);
});

it('finds and scales that deployment', () => {
  expect(read('service.yaml')).toMatchObject({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'churn', labels },
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
  });
  expect(read('autoscaler.yaml')).toMatchObject({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'churn' },
      minReplicas: 2,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }],
    },
  });
});

it('gives KServe our own container instead of a model of its runtimes', () => {
  const service = read('inference-service.yaml');
  expect(service).toMatchObject({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'churn', labels, annotations: { 'serving.kserve.io/deploymentMode': 'Standard' } },
    spec: {
      predictor: {
        minReplicas: 1,
        scaleMetric: 'cpu',
        ...pod,
        containers: [{ name: 'kserve-container', ...container }],
      },
    },
  });
  expect(service).not.toHaveProperty('spec.predictor.model');
});

it.each([
  // A server takes up to 2 x (128 + 4 x bundle), and the process of its model its cap and 512 for Node.
  { bytes: 3_000_000, cap: 1024, needed: 268, most: 280 + 1024 + 512 },
  { bytes: 500 * 2 ** 20, cap: 2000, needed: 2256, most: 4256 + 2000 + 512 },
])(
  'gives a model of $bytes bytes in a process of its own the cap $cap, and its pod room for all of it',
  ({ bytes, cap, needed, most }) => {
    const apart = manifestsOf({ facts: { ...facts, bytes }, image: 'churn:v7', apart: true });
    expect(yaml.load(toYaml(apart['deployment.yaml'] ?? {}))).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [...container.env, { name: 'MODEL_MEGABYTES', value: String(cap) }],
                resources: { requests: { memory: `${needed}Mi` }, limits: { memory: `${most}Mi` } },
              },
            ],
          },
        },
      },
    });
  },
);

it('makes names that a cluster takes of any', () => {
  expect(clusterName({ model: 'Churn of 2026!' })).toBe('churn-of-2026');
});

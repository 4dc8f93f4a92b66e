import type { JsonObject } from '@millrace/pipeline-core/json';
import { suggestReleaseName } from '@millrace/pipeline-core/release';
import { mostMegabytes } from '../../ground/capped-node';
import { modelMegabytes } from '../model-megabytes';
import type { ReleaseFacts } from '../release-facts';

/** `apart`: the model has a process of its own beside the server. */
export type ManifestOptions = { facts: ReleaseFacts; image: string; apart: boolean };

export const containerPort = 8080;
const megabyte = 2 ** 20;

/** Names in a cluster are labels of DNS. */
export function clusterName({ model }: Pick<ReleaseFacts, 'model'>): string {
  return suggestReleaseName(model);
}

/** The folder `kubernetes` by file name: what runs the container, what finds it, what scales it, and KServe's one object for all. */
export function manifestsOf(options: ManifestOptions): Record<string, JsonObject> {
  return {
    'deployment.yaml': deployment(options),
    'service.yaml': service(options),
    'autoscaler.yaml': autoscaler(options),
    'inference-service.yaml': inferenceService(options),
  };
}

function metadata({ facts }: ManifestOptions): JsonObject {
  return {
    name: clusterName(facts),
    labels: { ...selector(facts), 'app.kubernetes.io/version': `v${facts.number}`, ...commonLabels },
    annotations: { 'millrace/bundle': facts.bundle },
  };
}

const commonLabels = {
  'app.kubernetes.io/component': 'scoring',
  'app.kubernetes.io/part-of': 'millrace',
  'app.kubernetes.io/managed-by': 'millrace-export',
};

/** What stays the same from version to version: a Deployment's selector cannot change. */
function selector(facts: ReleaseFacts): JsonObject {
  return { 'app.kubernetes.io/name': 'millrace-model', 'app.kubernetes.io/instance': clusterName(facts) };
}

function deployment(options: ManifestOptions): JsonObject {
  const { facts } = options;
  const { labels = {}, annotations = {} } = metadata(options);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(options),
    spec: {
      // No replicas: their number belongs to the autoscaler.
      selector: { matchLabels: selector(facts) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels, annotations: { ...(annotations as JsonObject), ...scraped } }, // made as an object above
        spec: { ...podSpec, containers: [{ name: 'model', ...container(options) }] },
      },
    },
  };
}

const scraped = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(containerPort),
  'prometheus.io/path': '/metrics',
};

const podSpec = {
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 40,
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
};

function container({ facts, image, apart }: ManifestOptions): JsonObject {
  const key = { name: `${clusterName(facts)}-keys`, key: 'API_KEYS' };
  const probe = (path: string) => ({ httpGet: { path, port: containerPort }, timeoutSeconds: 3 });
  return {
    image,
    ports: [{ containerPort, protocol: 'TCP' }],
    env: [
      { name: 'HOST', value: '0.0.0.0' },
      { name: 'PORT', value: String(containerPort) },
      { name: 'API_KEYS', valueFrom: { secretKeyRef: key } },
      ...(apart ? [{ name: 'MODEL_MEGABYTES', value: String(modelMegabytes(facts.bytes)) }] : []),
    ],
    startupProbe: { ...probe('/health'), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...probe('/health'), periodSeconds: 5, failureThreshold: 2 },
    // A server that starts the process of its model anew is not ready, and alive: restarting its pod would take longer.
    livenessProbe: { ...probe('/v2/health/live'), periodSeconds: 10, failureThreshold: 3 },
    resources: resourcesFor(facts, apart),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

/**
 * Node and the server take about 100 MB, and so do a second Node and ONNX Runtime; a model is in memory as its bundle, its parts,
 * and what they are unpacked to. The limit of a pod has room for all that the process of its model may take, so that its own cap
 * ends that process, before the cluster ends the pod with its server.
 */
function resourcesFor({ bytes }: ReleaseFacts, apart: boolean): JsonObject {
  const server = 128 + Math.ceil((bytes * 4) / megabyte);
  const needed = apart ? server + 128 : server;
  const most = server * 2 + (apart ? mostMegabytes(modelMegabytes(bytes)) : 0);
  return {
    requests: { cpu: '250m', memory: `${needed}Mi` },
    limits: { cpu: '1', memory: `${most}Mi` },
  };
}

function service(options: ManifestOptions): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(options),
    spec: {
      type: 'ClusterIP',
      selector: selector(options.facts),
      ports: [{ name: 'http', port: 80, targetPort: containerPort, protocol: 'TCP' }],
    },
  };
}

function autoscaler(options: ManifestOptions): JsonObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(options),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: clusterName(options.facts) },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    },
  };
}

/** KServe with our own container, which it takes instead of the other three objects. */
function inferenceService(options: ManifestOptions): JsonObject {
  const { name, labels = {}, annotations = {} } = metadata(options);
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: name ?? '',
      labels,
      // Made as an object above.
      annotations: { 'serving.kserve.io/deploymentMode': 'Standard', ...(annotations as JsonObject) },
    },
    spec: {
      predictor: {
        minReplicas: 1,
        maxReplicas: 10,
        scaleMetric: 'cpu',
        ...podSpec,
        containers: [{ name: 'kserve-container', ...container(options) }],
      },
    },
  };
}

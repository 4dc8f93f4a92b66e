import type { Deployment, ModelTest } from '@millrace/db';
import type { EndpointId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type {
  AnswerFacts,
  DeploymentKind,
  DeployStrategy,
  EndpointConfig,
  Gate,
  LostRows,
  OverriddenCheck,
  PastRevision,
  ReleaseFacts,
} from '@millrace/pipeline-core/release';
import type { RolloutPlan, UnderWay } from '@millrace/pipeline-core/rollout';
import type { HeldOut } from '../../data/read-held-out';
import type { OnlineView } from '../../scoring/features/online-store';
import type { OpenRelease } from '../../scoring/releases/open-release';
import type { WantedEntities } from './online-view';

export type DeploymentRow = {
  id: string;
  endpointId: EndpointId;
  releaseId: ReleaseId;
  kind: DeploymentKind;
  strategy: DeployStrategy;
  status: Deployment['status'];
  /** As they were saved last. */
  stages: Json;
  /** Why all traffic moves at once, or why a failed quality gate is overridden. */
  reason: string | null;
  /** Goes on although a quality gate fails. */
  override: boolean;
  /** What had failed when it was overridden; null or absent: that was not kept. */
  overridden?: readonly OverriddenCheck[] | null;
  /** How a canary goes on; null: as they go where nobody said otherwise. */
  rollout: RolloutPlan | null;
  createdBy: string;
  createdAt: Date;
};

export type DeploymentEndpoint = {
  id: EndpointId;
  projectId: ProjectId;
  name: string;
  sandbox: boolean;
  revision: number;
  config: EndpointConfig | null;
};

export type DeployableRelease = ReleaseFacts & {
  id: ReleaseId;
  projectId: ProjectId;
  answers: AnswerFacts;
  /** The Deploy button packed it before its evaluation was there. */
  packedUnjudged: boolean;
  /** Batches of data that it comes from. */
  batches: readonly string[];
};

/** What a deployment needs of the rest of the house. */
export type DeploymentPorts = {
  deployment(id: string): Promise<DeploymentRow | null>;
  endpoint(row: DeploymentRow): Promise<DeploymentEndpoint | null>;
  release(id: ReleaseId): Promise<DeployableRelease | null>;
  /** Whether whoever asked for it may deploy now. */
  mayDeploy(row: DeploymentRow): Promise<boolean>;
  /** All revisions of its endpoint. */
  revisions(row: DeploymentRow): Promise<readonly PastRevision[]>;
  /** Who made a revision of its endpoint, by name. */
  whoMade(row: DeploymentRow, revision: number): Promise<string>;
  /** Checks that the bundle is there and whole; gives its size in bytes. */
  checkBundle(id: ReleaseId): Promise<{ bytes: number; files: number }>;
  /** Loads the bundle anew, as a scoring process would. */
  open(id: ReleaseId): Promise<OpenRelease>;
  /** The rows that were held out of its training; null for a release of before they were kept. */
  heldOut(id: ReleaseId): Promise<HeldOut | LostRows | null>;
  /** What people have saved as tests of the model that it is a release of. */
  modelTests(id: ReleaseId): Promise<ModelTest[]>;
  /** Some entities of a feature view as they are online now; null where there is no such view. */
  readView(wanted: WantedEntities): Promise<OnlineView | null>;
  /** Keeps where it stands; false where it is over, because somebody has cancelled it meanwhile. */
  save(
    id: string,
    change: {
      status?: 'waiting' | 'running' | 'succeeded' | 'failed';
      stages?: Json;
      gates?: Json;
      error?: Json;
      finished?: boolean;
    },
  ): Promise<boolean>;
  /** Appends the revision, takes a sandbox mark off, moves the alias `champion` and writes the audit entry, all or nothing. */
  route(change: RouteChange): Promise<Routed>;
  /** The rollout that the endpoint is in the middle of, and the endpoint before it. */
  underWay(endpoint: EndpointId): Promise<OpenRollout | null>;
  /** Whether this deployment has started its rollout, which may be over by now. */
  hasStarted(deployment: string): Promise<boolean>;
  /** Gives the release its first share, beside the champion. */
  startRollout(start: CanaryStart): Promise<Routed>;
};

/** `stale`: somebody else has moved the endpoint since. `over`: the deployment has ended meanwhile, and moves nothing more. */
export type Routed = 'routed' | 'stale' | 'over';

export type OpenRollout = UnderWay & { deploymentId: string; champion: ReleaseId; before: EndpointConfig };

export type RouteChange = {
  deployment: DeploymentRow;
  endpoint: DeploymentEndpoint;
  config: EndpointConfig;
  gates: Gate[];
  overridden: boolean;
  /** The endpoint was a sandbox and counts as live from here on. */
  goesLive: boolean;
};

export type CanaryStart = {
  deployment: DeploymentRow;
  endpoint: DeploymentEndpoint;
  config: EndpointConfig;
  champion: ReleaseId;
  plan: RolloutPlan;
  gates: Gate[];
};

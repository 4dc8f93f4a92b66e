import { aliasCalls } from './aliases';
import { artifactCalls } from './artifacts';
import type { MlflowCall } from './call';
import { experimentCalls } from './experiments';
import { inputCalls } from './inputs';
import { logCalls } from './log';
import { loggedModelCalls } from './logged-models';
import { metricCalls } from './metrics';
import { modelVersionCalls } from './model-versions';
import { registeredModelCalls } from './registered-models';
import { runCalls } from './runs';
import { serverCalls } from './server-info';

/** Every call that is answered; any other is ENDPOINT_NOT_FOUND. */
export const mlflowCalls: readonly MlflowCall[] = [
  ...serverCalls,
  ...experimentCalls,
  ...runCalls,
  ...logCalls,
  ...metricCalls,
  ...inputCalls,
  ...artifactCalls,
  ...loggedModelCalls,
  ...registeredModelCalls,
  ...modelVersionCalls,
  ...aliasCalls,
];

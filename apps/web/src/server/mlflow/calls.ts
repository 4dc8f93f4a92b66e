import { artifactCalls } from './artifacts';
import type { MlflowCall } from './call';
import { experimentCalls } from './experiments';
import { inputCalls } from './inputs';
import { logCalls } from './log';
import { metricCalls } from './metrics';
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
];

import type { Prediction } from '@millrace/pipeline-core/release';

/** How a request came. */
export const protocolWords = {
  native: 'JSON',
  mlflow: 'MLflow',
  oip: 'Open Inference',
  'test-form': 'test form',
  topic: 'topic',
} satisfies { [P in Prediction['protocol']]: string };

/** What became of it. */
export const stateWords = {
  ok: 'ok',
  fallback: 'fallback',
  invalid: 'refused',
  error: 'no answer',
} satisfies { [S in Prediction['status']]: string };

export const stateTones = { ok: 'success', fallback: 'warning', invalid: 'neutral', error: 'danger' } as const;

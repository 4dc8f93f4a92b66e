import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { uuidV7 } from '../scoring/predictions/uuid-v7';
import { testId } from './fake-release';

/** One answer of an endpoint, with an id of its own; it went well unless `more` says otherwise. */
export function testPrediction(more: object = {}): Prediction {
  return predictionSchema.parse({
    id: uuidV7(),
    at: new Date().toISOString(),
    endpoint: testId(1),
    revision: 1,
    release: testId(2),
    rank: 0,
    input: {},
    output: { prediction: 'yes' },
    caller: 'key:1',
    protocol: 'native',
    micros: { total: 80, features: 3, model: 5 },
    status: 'ok',
    ...more,
  });
}

import { randomUUID } from 'node:crypto';
import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';

/** One stored answer of a release; it went well just now unless `more` says otherwise. */
export function testPrediction(
  o: { endpoint: EndpointId; release: ReleaseId | null } & Partial<Prediction>,
): Prediction {
  return predictionSchema.parse({
    id: randomUUID(),
    at: new Date().toISOString(),
    revision: 1,
    rank: 0,
    input: { tenure: 12 },
    output: { prediction: 'no', probabilities: { no: 0.9, yes: 0.1 } },
    caller: 'key:1',
    protocol: 'native',
    micros: { total: 80, features: 3, model: 5 },
    status: 'ok',
    ...o,
  });
}

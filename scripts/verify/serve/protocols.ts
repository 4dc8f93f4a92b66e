import { runClients } from '../../interop/oip';
import { attempt, type Check } from '../check';
import type { VerifyContext } from '../context';
import { claimOf, withUnshown } from './claims';
import { verifyTested } from './tested';

const part = 'protocols';

/** The unmodified clients of Triton and MLflow against a running product, and what unit tests show. */
export async function verifyProtocols(context: VerifyContext): Promise<Check[]> {
  const claims = {
    triton: claimOf(part, "Triton's Python client, unchanged: JSON, binary, packed, errors"),
    mlflow: claimOf(part, "MLflow's scoring client, unchanged"),
    rows: claimOf(part, '1,000 rows: native, MLflow, OIP in JSON and in binary'),
  };
  return withUnshown(part, [
    ...(await attempt(claims.triton, () => runClients(context, claims))),
    ...(await verifyTested(part, context)),
  ]);
}

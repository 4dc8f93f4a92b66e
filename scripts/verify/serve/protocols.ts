import { runClients } from '../../interop/oip';
import { attempt, type Check } from '../check';
import type { VerifyContext } from '../context';
import { claimOf, withUnshown } from './claims';
import { verifySameRows } from './same-rows';
import { verifyTested } from './tested';

const part = 'protocols';

/** The unmodified clients of Triton and MLflow against a running product, the same rows in four places, and what unit tests show. */
export async function verifyProtocols(context: VerifyContext): Promise<Check[]> {
  const claims = {
    triton: claimOf(part, "Triton's Python client, unchanged: JSON, binary, packed, errors"),
    mlflow: claimOf(part, "MLflow's scoring client, unchanged"),
    rows: claimOf(part, '1,000 rows: native, MLflow, OIP in JSON and in binary'),
  };
  const same = {
    batch: claimOf(part, 'the same 1,000 rows: batch'),
    exported: claimOf(part, 'the same 1,000 rows: exported server'),
    browser: claimOf(part, 'the same 1,000 rows: browser'),
  };
  return withUnshown(part, [
    ...(await attempt(claims.triton, () => runClients(context, claims))),
    ...(await attempt(same.batch, () => verifySameRows(context, same))),
    ...(await verifyTested(part, context)),
  ]);
}

import { hasAnyAccount as lookUp } from '@millrace/db';
import { database } from '../database';

/** Whether anybody can sign in: not before the first account is made. For the sign-in page, which asks as nobody. */
export function hasAnyAccount(): Promise<boolean> {
  return lookUp(database());
}

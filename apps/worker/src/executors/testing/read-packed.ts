import { type HeldOut, readHeldOut } from '../../data/read-held-out';
import { readBundleManifest } from '../../data/release-bundle';
import type { StepResult } from './run-steps';

/** The held-out rows that a Register model step has packed, which lie beside its bundle. */
export async function readPacked({ outputs }: StepResult): Promise<HeldOut | null> {
  const bundle = outputs.release?.path ?? '';
  const beside = outputs['held-out']?.path ?? '';
  return readHeldOut({ manifest: await readBundleManifest(bundle), bundle, beside });
}

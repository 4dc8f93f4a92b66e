import type { GuestGrant } from '../../guests/guest-grant';
import type { StepResult, StepRunner } from './run-steps';

/** A model that was registered as a release: the path of its bundle, and what the steps made. */
export type Registered = { path: string; release: StepResult; model: StepResult };

/** Registers a model over rows, as they came and as it was trained. */
export async function registered(
  runner: StepRunner,
  o: { model: StepResult; rows: StepResult; goldenRows?: number; guests?: GuestGrant },
): Promise<Registered> {
  const release = await runner.run('register-model', {
    params: { name: 'foreign', goldenRows: o.goldenRows ?? 20 },
    inputs: { model: [[o.model, 'model']], rows: [[o.rows, 'table']], source: [[o.rows, 'table']] },
    ...(o.guests === undefined ? {} : { guests: o.guests }),
  });
  const path = release.outputs.release?.path;
  if (path === undefined) throw new Error('a release without its bundle');
  return { path, release, model: o.model };
}

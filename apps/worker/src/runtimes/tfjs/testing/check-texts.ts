import type { Device } from '../../model-runtime';
import { textNetParamsSchema } from '../../text-net/params';
import { createTextNetRuntime } from '../../text-net/runtime';
import { checkFit } from './check-fit';
import { open, some } from './check-tools';
import { madeTexts } from './made-texts';

const runtime = createTextNetRuntime(open);

/** The embedding net as its step sets it, but for its epochs. */
export async function textFit(device: Device): Promise<void> {
  const [train, validation, rest] = [3000, 600, 1001].map((rows) => madeTexts({ rows: some(rows), seed: rows }));
  if (!train || !validation || !rest) throw new Error('unreachable');
  const params = textNetParamsSchema.parse({ epochs: 5, patience: 0 });
  await checkFit({ part: 'texts', device, runtime, params, train, validation, rest });
}

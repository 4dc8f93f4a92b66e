import { predictionIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { uuidV7 } from './uuid-v7';

it('makes ids of version 7 that sort by time and do not repeat', () => {
  const ids = Array.from({ length: 3000 }, (_, i) => uuidV7(1_760_000_000_000 + i));
  for (const id of ids) {
    expect(predictionIdSchema.safeParse(id).success).toBe(true);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

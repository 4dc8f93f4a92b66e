import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { addClock, type ClockOwner, newClock, removeClock, switchClock } from '../clocks/clocks';
import { type ProjectContext, projectAction } from '../use-case';
import { required } from './source-use-cases';

export const addSourceClockUseCase = projectAction(
  'edit',
  newClock.extend({ source: sourceIdSchema }),
  async (context, { source, ...clock }) => addClock(await ownerOf(context, source), clock),
);

const clockKey = z.object({ source: sourceIdSchema, id: z.uuid() });

export const switchSourceClockUseCase = projectAction(
  'edit',
  clockKey.extend({ enabled: z.boolean() }),
  async (context, { source, ...wanted }) => switchClock(await ownerOf(context, source), wanted),
);

export const removeSourceClockUseCase = projectAction('edit', clockKey, async (context, { source, id }) =>
  removeClock(await ownerOf(context, source), id),
);

async function ownerOf(context: ProjectContext, source: z.output<typeof sourceIdSchema>): Promise<ClockOwner> {
  const { pipelineId } = await required(context, source);
  return { context, pipelineId, subject: source };
}

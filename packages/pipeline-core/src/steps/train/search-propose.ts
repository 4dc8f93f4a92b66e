import { z } from 'zod';
import { taskSchema } from '../../release/signature';
import { searchSpaceSchema } from '../../search/space';
import { methodSchema, settingsSchema } from '../../search/trial';
import { triedOnSchema } from '../../search/tried-on';
import { targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { param } from '../param';
import { searchMetricParam } from './search-params';
import { taskParam } from './task-param';

export const searchPropose = defineStep({
  type: 'search-propose',
  version: 1,
  stage: 'train',
  title: 'Propose trials',
  summary: 'Chooses the settings that the next trials of a search are fitted with.',
  doc: `A search is made of rounds: this step proposes settings, the trials of the round are fitted with them, and the next proposal learns from how they went. The same trials lead to the same proposal, so a search that was stopped goes on as if it had not been.

Nothing is proposed for a model that does not suit the target or the rows, and nothing once the time is up. Each proposal stays small, so that every trial can read it.`,
  synonyms: ['search', 'tuning', 'round'],
  icon: 'radar',
  hidden: true,
  params: z.object({
    round: param(z.int().min(0).default(0), { title: 'Round' }),
    first: param(z.int().min(0).default(0), { title: 'Number of the first trial' }),
    count: param(z.int().min(1).max(32).default(1), { title: 'Trials of the round' }),
    space: param(searchSpaceSchema.default({}), { title: 'Space' }),
    base: param(settingsSchema.default({}), { title: 'Settings that stay' }),
    start: param(settingsSchema.nullable().default(null), { title: 'Settings of the first trial' }),
    method: param(methodSchema.default({ method: 'random' }), { title: 'Method' }),
    metric: searchMetricParam(),
    minutes: param(z.number().positive().nullable().default(null), { title: 'Minutes that begin now' }),
    tasks: param(z.array(taskSchema).nullable().default(null), { title: 'Only for these tasks' }),
    triedOn: param(triedOnSchema.nullable().default(null), { title: 'Only for such rows' }),
    target: targetParam(),
    task: taskParam(),
  }),
  inputs: { rows: { type: 'Table', title: 'Rows', optional: true } },
  outputs: { proposal: { type: 'Any', title: 'Proposal' } },
  flags: { seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e7, megabytes: 128 }),
  describe: ({ round, count }) => `Round ${round + 1}, ${count} trials`,
  inferSchema: () => ({ outputs: { proposal: { kind: 'opaque' } }, issues: [] }),
});

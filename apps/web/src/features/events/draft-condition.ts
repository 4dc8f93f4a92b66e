import { type TriggerCondition, topicNameSchema } from '@millrace/pipeline-core/events';

/** What can be chosen; `topic` is any topic of the project's own. */
export const happenings = {
  batch: { label: 'A dataset gets a batch', topic: 'raw-data-extracted', about: 'datasets' },
  run: { label: 'A pipeline ends well', topic: 'run-finished', about: 'pipelines' },
  model: { label: 'A pipeline has a model ready', topic: 'model-ready', about: 'pipelines' },
  topic: { label: 'An event comes on a topic', topic: null, about: null },
} as const;
export type Happening = keyof typeof happenings;

/** A condition while it is written. */
export type DraftCondition = { happening: Happening; subject: string; topic: string };

/** Stands for no choice in a list that needs a value. */
export const anything = 'any';

export const emptyCondition: DraftCondition = { happening: 'batch', subject: anything, topic: '' };

/** The condition as it is saved; null while something is missing. */
export function toCondition({ happening, subject, topic }: DraftCondition): TriggerCondition | null {
  if (happening === 'topic') {
    const name = topicNameSchema.safeParse(topic);
    return name.success ? { topic: name.data } : null;
  }
  return {
    topic: happenings[happening].topic,
    ...(subject === anything ? {} : { subject }),
    ...(happening === 'run' ? { where: { status: 'succeeded' } } : {}),
  };
}

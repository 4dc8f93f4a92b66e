import type { TriggerCondition, TriggerMode } from '@millrace/pipeline-core/events';

/** Names of what events can be about, by their subject (`datasets/<id>`). */
export type Subjects = ReadonlyMap<string, string>;

/** What a trigger waits for, in words. */
export function conditionWords(
  { mode, conditions }: { mode: TriggerMode; conditions: readonly TriggerCondition[] },
  subjects: Subjects,
): string {
  const words = conditions.map((condition) => oneCondition(condition, subjects));
  const [only] = words;
  if (words.length === 1 && only !== undefined) return only;
  return mode === 'any' ? words.join(', or ') : `${words.join(' and ')} (all since the last start)`;
}

function oneCondition({ topic, subject, where }: TriggerCondition, subjects: Subjects): string {
  const name = subject === undefined ? undefined : (subjects.get(subject) ?? subject);
  switch (topic) {
    case 'raw-data-extracted':
      return name === undefined ? 'any dataset gets a batch' : `${name} gets a batch`;
    case 'run-finished': {
      const end = where?.status === 'succeeded' ? 'ends well' : 'ends';
      return name === undefined ? `any pipeline ${end}` : `${name} ${end}`;
    }
    case 'features-generated':
      return name === undefined ? 'any feature view has new values' : `${name} has new values`;
    case 'model-ready':
      return name === undefined ? 'any pipeline has a model ready' : `${name} has a model ready`;
    case 'scoring-completed':
      return name === undefined ? 'any table is scored' : `${name} scores a table`;
    case 'source-data-available':
      return 'a producer says that its data are ready';
    default:
      return `an event comes on ${topic}`;
  }
}

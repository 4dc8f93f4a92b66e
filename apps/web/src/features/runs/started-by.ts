import type { TriggerRequest } from '@millrace/pipeline-core/sources';

const words: Readonly<Record<string, string>> = {
  hand: 'hand',
  schedule: 'a clock',
  file: 'a file',
  replay: 'a replay',
  more: 'the run before, which left some',
  api: 'a program',
  bisect: 'a search for a cause',
};

/** What started a run, and for how many times it stands. */
export function startedBy({ trigger, request }: { trigger: string; request: TriggerRequest | null }): string {
  const topic = trigger.startsWith('topic ') ? trigger.slice('topic '.length) : null;
  const who = topic === null ? (words[trigger] ?? trigger) : `an event on ${topic}`;
  const missed = request?.missed ?? 0;
  const also = request?.alsoDue ?? 0;
  const file = request?.file?.path.split('/').at(-1);
  return [
    file === undefined ? who : `the file ${file}`,
    ...(missed > 0 ? [`missed ${missed}, caught up once`] : []),
    ...(also > 0 ? [`${also} more fell due while it waited`] : []),
  ].join(', ');
}

import type { SourcePolicy } from '@millrace/pipeline-core/sources';

/** What may be chosen for landings that are not like the ones before. */
export const policyWords = {
  onChange: {
    title: 'When columns or types change',
    options: [
      { value: 'quarantine', label: 'Quarantine: a person decides' },
      { value: 'accept', label: 'Accept' },
      { value: 'stop', label: 'Stop: the run fails, nothing lands' },
    ],
  },
  onSameBytes: {
    title: 'When the bytes are those of an earlier batch',
    options: [
      { value: 'skip', label: 'Do not land again' },
      { value: 'keep', label: 'Land again, marked' },
    ],
  },
} as const;

/** What is chosen, for those who only read it. */
export function policyFacts(policy: SourcePolicy): { title: string; value: string }[] {
  const { onChange, onSameBytes } = policyWords;
  return [
    { title: onChange.title, value: onChange.options.find(({ value }) => value === policy.onChange)?.label ?? '' },
    {
      title: onSameBytes.title,
      value: onSameBytes.options.find(({ value }) => value === policy.onSameBytes)?.label ?? '',
    },
    { title: 'Runs at once', value: policy.parallelRuns ? 'Several' : 'One; the next waits' },
  ];
}

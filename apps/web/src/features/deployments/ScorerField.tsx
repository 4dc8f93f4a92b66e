'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Combobox } from '../../ui/Combobox';
import { Field } from '../../ui/Field';
import { useProject } from '../frame/project-context';

type Props = {
  endpoint: string;
  /** What answers at the endpoint now: "churn v2". */
  answers: string;
  /** The id of a version; '' for what answers. */
  value: string;
  onChange: (release: string) => void;
};

/** Which version of the endpoint's model scores: what answers there now, unless another one is chosen. */
export function ScorerField({ endpoint, answers, value, onChange }: Props) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const served = useQuery(trpc.endpoints.get.queryOptions({ project: slug, id: endpoint }));
  const model = served.data?.releases.find((release) => wordsOf(release) === answers)?.modelId;
  const known = useQuery(
    trpc.models.get.queryOptions({ project: slug, id: model ?? '' }, { enabled: model !== undefined }),
  );
  const versions = (known.data?.releases ?? []).filter((release) => wordsOf(release) !== answers);
  const options = [
    { value: '', label: answers, aside: 'answers now' },
    ...versions.map((release) => ({
      value: release.id as string, // one list with ''
      label: wordsOf(release),
      aside: release.aliases.join(', '),
    })),
  ];
  return (
    <Field
      label="Version"
      hint={`The model ${answers.split(' ')[0]} at this endpoint has ${options.length === 1 ? 'no other' : 'others, too'}.`}
    >
      {(ids) => <Combobox {...ids} label="Version" value={value} options={options} onValueChange={onChange} />}
    </Field>
  );
}

function wordsOf({ modelName, number }: { modelName: string; number: number }): string {
  return `${modelName} v${number}`;
}

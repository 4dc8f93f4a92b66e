'use client';

import { useQuery } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { Combobox } from '../../ui/Combobox';
import { Field } from '../../ui/Field';
import { useProject } from '../frame/project-context';
import { nameOf } from './release-name';

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
  const model = served.data?.releases.find((release) => nameOf(release) === answers)?.modelId;
  const known = useQuery(
    trpc.models.get.queryOptions({ project: slug, id: model ?? '' }, { enabled: model !== undefined }),
  );
  const error = served.error ?? known.error;
  const failed = error === null ? null : reportOf(error);
  const versions = (known.data?.releases ?? []).filter((release) => nameOf(release) !== answers);
  const options = [
    { value: '', label: answers, aside: 'answers now' },
    ...versions.map((release) => ({
      value: release.id as string, // one list with ''
      label: nameOf(release),
      aside: release.aliases.join(', '),
    })),
  ];
  return (
    <Field
      label="Version"
      error={failed === null ? undefined : `${failed.message} ${failed.next}`}
      hint={
        known.data === undefined
          ? 'What answers at the endpoint, unless another version of its model is chosen.'
          : `The model ${known.data.model.name} at this endpoint has ${versions.length === 0 ? 'no other' : 'others, too'}.`
      }
    >
      {(ids) => <Combobox {...ids} label="Version" value={value} options={options} onValueChange={onChange} />}
    </Field>
  );
}

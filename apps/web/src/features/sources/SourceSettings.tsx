'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { useProject } from '../frame/project-context';
import { policyFacts } from './policy-words';
import { SourceForm } from './SourceForm';
import { draftOf, fieldsOf, isShown } from './settings-fields';
import type { SourceDetail } from './source-words';

/** What a source reads and how: a form for those who may change it, the facts for the others. */
export function SourceSettings({ detail }: { detail: SourceDetail }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { source } = detail;
  const change = useMutation(
    trpc.sources.change.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.sources.pathKey() }),
      onError: shownInPlace,
    }),
  );
  const { id, name, config, secret, policy } = source;
  return (
    <Card>
      <CardHeader title="Settings" />
      <CardBody>
        {can('edit') ? (
          <SourceForm
            kind={config.kind}
            initial={{ name, config, secret, policy }}
            saving={change.isPending}
            error={change.error}
            saved={change.isSuccess ? 'Saved. The next run reads with these settings.' : undefined}
            saveLabel="Save settings"
            onSave={(values) => change.mutate({ project: slug, id, ...values })}
          />
        ) : (
          <SettingsFacts detail={detail} />
        )}
      </CardBody>
    </Card>
  );
}

function SettingsFacts({ detail: { source } }: { detail: SourceDetail }) {
  const draft = draftOf(source.config);
  const shown = fieldsOf(source.config.kind).filter((field) => isShown(field, draft) && draft[field.name] !== '');
  const facts = shown.map(({ name, title, labels }) => ({
    title,
    value: labels[String(draft[name])] ?? String(draft[name]),
  }));
  if (source.secret !== null) facts.push({ title: 'Secret', value: source.secret });
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      {[...facts, ...policyFacts(source.policy)].map(({ title, value }) => (
        <div key={title} className="contents">
          <dt className="text-muted">{title}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { useProject } from '../frame/project-context';

/** The project's name. */
export function ProjectSettings() {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(project.name);
  const rename = useMutation(trpc.projects.rename.mutationOptions({ onSuccess: () => router.refresh() }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ project: slug, name });
  };
  return (
    <Card>
      <CardBody>
        <form onSubmit={submit} className="grid max-w-[420px] gap-3">
          <Field label="Name" hint={`Addresses keep /p/${slug}.`}>
            {(ids) => (
              <Input
                {...ids}
                value={name}
                maxLength={80}
                required
                disabled={!can('manage')}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Button
            type="submit"
            variant="primary"
            className="justify-self-start"
            loading={rename.isPending}
            disabled={!can('manage') || name === project.name}
          >
            Rename
          </Button>
        </form>
      </CardBody>{' '}
    </Card>
  );
}

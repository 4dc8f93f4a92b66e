'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { useProject } from '../frame/project-context';

/** The template in which documents arrive on topics and go to departments: makes its endpoints, and opens its pipeline. */
export function DocumentRoutingCard() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const open = useMutation(
    trpc.pipelines.openDocumentRouting.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/p/${slug}/pipelines/${id}`);
        return queries.invalidateQueries();
      },
    }),
  );
  return (
    <Card className="flex flex-col">
      <CardHeader title="Document routing" />
      <CardBody className="flex-1 grid-rows-[auto_1fr_auto]">
        <p className="text-muted">Which department does this document go to?</p>
        <p className="text-12 text-muted">
          Answers with one of seven kinds, by the text or by a picture of the page. Documents arrive as messages, and go
          on to the department they are for.
        </p>
        <Button
          disabled={!can('deploy')}
          loading={open.isPending}
          title={can('deploy') ? undefined : 'It makes endpoints: that needs the right to deploy.'}
          onClick={() => open.mutate({ project: slug })}
        >
          Open Document routing
        </Button>
      </CardBody>
    </Card>
  );
}

'use client';

import { predictionIdSchema } from '@millrace/pipeline-core/ids';
import { useQuery } from '@tanstack/react-query';
import { Box, Database, FlaskConical, ListChecks, Play, Send, Workflow } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { CommandPalette, type PaletteItem } from '../../ui/CommandPalette';
import { projectPages } from '../../ui/shell/nav-items';
import { runSubject } from '../runs/run-states';
import { useProject } from './project-context';

/** Ctrl+K: pages, pipelines, datasets, models, their saved tests, endpoints and runs of this project by name, a prediction by its id. */
export function CommandMenu(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { slug } = useProject();
  const router = useRouter();
  const trpc = useTRPC();
  const asked = { enabled: props.open };
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ project: slug }, asked));
  const datasets = useQuery(trpc.datasets.list.queryOptions({ project: slug }, asked));
  const models = useQuery(trpc.models.list.queryOptions({ project: slug }, asked));
  const endpoints = useQuery(trpc.endpoints.list.queryOptions({ project: slug }, asked));
  const tests = useQuery(trpc.modelTests.names.queryOptions({ project: slug }, asked));
  const runs = useQuery(trpc.runs.list.queryOptions({ project: slug, limit: 20 }, asked));

  const items: PaletteItem[] = [
    ...projectPages(slug).map(({ id, label, href, icon: Icon, within = '', keywords = [] }) => ({
      id,
      label,
      detail: within,
      keywords,
      group: 'Pages',
      icon: <Icon size={16} />,
      run: () => router.push(href),
    })),
    ...(pipelines.data?.pipelines ?? []).map(({ id, name }) => ({
      id,
      label: name,
      group: 'Pipelines',
      icon: <Workflow size={16} />,
      run: () => router.push(`/p/${slug}/pipelines/${id}`),
    })),
    ...(datasets.data?.datasets ?? []).map(({ id, name }) => ({
      id,
      label: name,
      group: 'Datasets',
      icon: <Database size={16} />,
      run: () => router.push(`/p/${slug}/data/${id}`),
    })),
    ...(models.data?.models ?? []).map(({ id, name }) => ({
      id,
      label: name,
      group: 'Models',
      icon: <Box size={16} />,
      run: () => router.push(`/p/${slug}/models/${id}`),
    })),
    ...(tests.data?.tests ?? []).map(({ id, name, model }) => ({
      id,
      label: name,
      detail: model.name,
      group: 'Saved tests',
      icon: <FlaskConical size={16} />,
      run: () => router.push(`/p/${slug}/models/${model.id}?tab=tests`),
    })),
    ...(endpoints.data?.endpoints ?? []).map(({ id, name, answers }) => ({
      id,
      label: name,
      detail: answers ?? '',
      group: 'Endpoints',
      icon: <Send size={16} />,
      run: () => router.push(`/p/${slug}/deployments/${id}`),
    })),
    ...(runs.data?.runs ?? []).map(({ id, number, pipelineName, kind }) => ({
      id,
      label: `Run ${number}`,
      detail: runSubject({ pipelineName, kind }),
      group: 'Runs',
      icon: <Play size={16} />,
      run: () => router.push(`/p/${slug}/runs/${id}`),
    })),
  ];
  const itemsFor = (text: string) =>
    predictionIdSchema.safeParse(text).success
      ? [
          {
            id: text,
            label: `Passport of prediction ${text}`,
            group: 'Predictions',
            icon: <ListChecks size={16} />,
            run: () => router.push(`/p/${slug}/predictions/${text}`),
          },
        ]
      : [];
  return <CommandPalette open={props.open} onOpenChange={props.onOpenChange} items={items} itemsFor={itemsFor} />;
}

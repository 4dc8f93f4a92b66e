'use client';

import { type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { JudgedAnswer } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Sheet } from '../../ui/Sheet';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { FittedTestForm } from './FittedTestForm';

/** A run that can become a test: a row with its answer, or a request that is stored. */
export type SavedRun = { model: string; row: JsonObject; answer: JudgedAnswer | null } | { prediction: string };

const answerSchema = z.object({
  prediction: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  probabilities: z.record(z.string(), z.number()).optional(),
});

/** The answer of a run as far as a test looks at it; null where there is none. */
export function readAnswer(output: unknown): JudgedAnswer | null {
  const parsed = answerSchema.safeParse(output);
  return parsed.success ? parsed.data : null;
}

/** The button that makes a test of a run, with the sheet it opens; nothing for those who may not. */
export function SaveAsTest({ run, size = 'sm' }: { run: SavedRun; size?: 'sm' | 'md' }) {
  const { slug, can } = useProject();
  const [open, setOpen] = useState(false);
  const { show } = useToast();
  const router = useRouter();
  const here = usePathname();
  if (!can('edit')) return null;
  const saved = (name: string, model: string) => {
    setOpen(false);
    const page = here.startsWith(`/p/${slug}/deployments/`) ? here : `/p/${slug}/models/${model}`;
    const run = () => router.push(`${page}?tab=tests`);
    show({ title: `Saved as the test “${name}”.`, action: { label: 'Open the tests', run } });
  };
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)}>
        <FlaskConical aria-hidden /> Save as a test
      </Button>
      <Sheet open={open} onOpenChange={setOpen} title="Save this answer as a test">
        {open ? <RunForm run={run} onSaved={saved} /> : null}
      </Sheet>
    </>
  );
}

type OnSaved = (name: string, model: string) => void;

function RunForm({ run, onSaved }: { run: SavedRun; onSaved: OnSaved }) {
  return 'prediction' in run ? (
    <StoredRunForm prediction={run.prediction} onSaved={onSaved} />
  ) : (
    <FittedTestForm model={run.model} start={run} onSaved={onSaved} />
  );
}

function StoredRunForm({ prediction, onSaved }: { prediction: string; onSaved: OnSaved }) {
  const { slug } = useProject();
  const query = useQuery(useTRPC().modelTests.ofPrediction.queryOptions({ project: slug, id: prediction }));
  return (
    <QueryView query={query}>
      {({ model, row, answer }) => (
        <FittedTestForm
          {...{ model, prediction, onSaved }}
          start={{ row: jsonObjectSchema.parse(row), answer: readAnswer(answer) }}
        />
      )}
    </QueryView>
  );
}

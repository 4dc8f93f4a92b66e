'use client';

import { Check, Circle, X } from 'lucide-react';
import { useLocalStorage } from '../../lib/use-local-storage';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { IconButton } from '../../ui/IconButton';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

type Done = { data: boolean; pipeline: boolean; run: boolean; candidate: boolean; deployed: boolean };

const steps: readonly { key: keyof Done; text: string; path: string }[] = [
  { key: 'data', text: 'Bring a table, or open a template', path: 'data' },
  { key: 'pipeline', text: 'Draw a pipeline', path: 'pipelines' },
  { key: 'run', text: 'Run it', path: 'pipelines' },
  { key: 'candidate', text: 'Compare the candidates', path: 'experiments/leaderboard' },
  { key: 'deployed', text: 'Deploy and ask it something', path: 'experiments/leaderboard' },
];

function parseBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The first five things; gone for good when dismissed. */
export function FirstSteps({ done }: { done: Done }) {
  const { slug } = useProject();
  const [dismissed, setDismissed] = useLocalStorage({
    key: 'millrace:first-steps-dismissed',
    fallback: false,
    parse: parseBoolean,
  });
  const count = steps.filter(({ key }) => done[key]).length;
  if (dismissed || count === steps.length) return null;
  return (
    <Card className="self-start">
      <CardHeader
        title="Your first five minutes"
        aside={
          <>
            {`${count} of ${steps.length}`}
            <IconButton size="sm" label="Dismiss" icon={<X />} onClick={() => setDismissed(true)} />
          </>
        }
      />
      <CardBody>
        <ol>
          {steps.map(({ key, text, path }) => (
            <li key={key} className="flex h-[26px] items-center gap-2">
              {done[key] ? (
                <Check size={14} className="text-success" aria-label="Done" />
              ) : (
                <Circle size={14} className="text-muted" aria-label="To do" />
              )}
              {done[key] ? (
                <span className="text-muted line-through">{text}</span>
              ) : (
                <TextLink href={`/p/${slug}/${path}`}>{text}</TextLink>
              )}
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}

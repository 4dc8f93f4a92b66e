import { cn } from '../../lib/cn';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** Where an answer can be saved as a test: of one endpoint, or else of whichever one chooses there. */
export function TestPlaces({ endpoint, className }: { endpoint: string | undefined; className?: string }) {
  const { slug } = useProject();
  const places =
    endpoint === undefined
      ? [
          ['the test form of an endpoint', 'deployments'],
          ['a request under Monitoring', 'monitoring'],
          ['a prediction’s own page', 'predictions'],
        ]
      : [
          ['the test form', `deployments/${endpoint}?tab=test`],
          ['What if', `deployments/${endpoint}?tab=what-if`],
          ['a request under Monitoring', `monitoring/${endpoint}`],
          ['a prediction’s own page', `predictions?endpoint=${endpoint}`],
        ];
  return (
    <span className={cn('flex flex-wrap gap-x-3 gap-y-1', className)}>
      {places.map(([words, place]) => (
        <TextLink key={place} href={`/p/${slug}/${place}`}>
          {words}
        </TextLink>
      ))}
    </span>
  );
}

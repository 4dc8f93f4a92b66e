import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** Where an answer can be saved as a test: of one endpoint, or else of whichever one chooses there. */
export function TestPlaces({ endpoint }: { endpoint: string | undefined }) {
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
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {places.map(([words, place]) => (
        <TextLink key={place} href={`/p/${slug}/${place}`}>
          {words}
        </TextLink>
      ))}
    </span>
  );
}

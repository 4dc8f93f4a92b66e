import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { worseHref } from './WorseLink';
import { worsePair } from './worse-pair';

/** In the comparison of two models of a pipeline: the way to what made the worse one worse. */
export function CompareWorse(props: Parameters<typeof worsePair>[0]) {
  const { slug } = useProject();
  const pair = worsePair(props);
  if (pair === null) return null;
  return (
    <p className="text-13">
      <TextLink href={worseHref(slug, pair)}>Find what made it worse</TextLink>
    </p>
  );
}

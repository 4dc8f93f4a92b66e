import { Crown, Leaf, TriangleAlert } from 'lucide-react';
import {
  Avatar,
  Badge,
  HealthBadge,
  healthStates,
  PortShape,
  portTypeName,
  portTypes,
  Ring,
  StateBadge,
  stepStates,
  Tile,
} from '../../ui';
import { Section, Specimen, Specimens } from './Section';

const reasons: Partial<Record<(typeof stepStates)[number], string>> = {
  stale: 'max_depth changed',
  cached: 'from run 41, 2 days ago',
  blocked: 'Split failed',
};
const details: Partial<Record<(typeof stepStates)[number], string>> = { running: '62%', done: '0.4 s' };

/** Two signals at least: icon, word and border; colour and shape. */
export function StateSection() {
  return (
    <Section id="states" title="States and ports">
      <Specimens>
        <Specimen name="StateBadge, outlined">
          {stepStates.map((state) => (
            <StateBadge key={state} state={state} detail={details[state]} reason={reasons[state]} />
          ))}
        </Specimen>
        <Specimen name="StateBadge, plain">
          {stepStates.map((state) => (
            <StateBadge key={state} look="plain" state={state} detail={details[state]} />
          ))}
        </Specimen>
        <Specimen name="HealthBadge">
          {healthStates.map((state) => (
            <HealthBadge key={state} state={state} />
          ))}
        </Specimen>
        <Specimen name="PortShape: ten types, and the hollow FeatureSet">
          {portTypes.map((type) => (
            <span key={type} className="inline-flex items-center gap-1.5">
              <PortShape type={type} /> {portTypeName(type)}
            </span>
          ))}
          <span className="inline-flex items-center gap-1.5">
            <PortShape type="transformer" hollow /> FeatureSet
          </span>
          <span className="inline-flex items-center gap-3 rounded-control bg-bg px-3 py-2">
            {portTypes.map((type) => (
              <PortShape key={type} type={type} halo />
            ))}
            <PortShape type="transformer" hollow halo />
          </span>
        </Specimen>
        <Specimen name="Tile and Ring">
          {(['table', 'transformer', 'split', 'model', 'metrics', 'figure'] as const).map((type) => (
            <Tile key={type} type={type}>
              <Leaf />
            </Tile>
          ))}
          <Tile type="model" size={20}>
            <Leaf />
          </Tile>
          <Tile type="table" size={36}>
            <Leaf />
          </Tile>
          <Ring value={0.62} label="Gradient boosted trees">
            <Tile type="model" round size={28} className="scale-90">
              <Leaf />
            </Tile>
          </Ring>
        </Specimen>
        <Specimen name="Badge and Avatar">
          <Badge tone="line">v4</Badge>
          <Badge>Pareto</Badge>
          <Badge tone="accent">
            <Crown aria-hidden />
            Best
          </Badge>
          <Badge tone="success">
            <Leaf aria-hidden />
            Simplest
          </Badge>
          <Badge tone="info">fresh</Badge>
          <Badge tone="warning">
            <TriangleAlert aria-hidden />1 to look at
          </Badge>
          <Badge tone="danger">1 problem</Badge>
          <Avatar name="Ana Moreau" />
          <Avatar name="Jo Kern" />
          <Avatar name="Kim Okafor" size={32} />
          <Avatar name="Ana Moreau" size={20} />
        </Specimen>
      </Specimens>
    </Section>
  );
}

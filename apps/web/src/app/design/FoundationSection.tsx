import { Logo } from '../../ui';
import { Section, Specimen, Specimens } from './Section';

const surfaces = [
  'bg',
  'surface',
  'surface-2',
  'hover',
  'selected',
  'border-soft',
  'border',
  'border-control',
  'border-strong',
];
const meanings = ['success', 'warning', 'danger', 'info', 'cached', 'accent'];
const series = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
const steps = ['q1', 'q2', 'q3', 'q4', 'q5'];
const sizes = [
  { name: 'text-28', use: 'Six in ten leavers are found', className: 'text-28 font-medium tracking-display' },
  { name: 'text-20', use: 'Gradient boosted trees leads', className: 'text-20 font-semibold tracking-title' },
  { name: 'text-16', use: 'Section heads', className: 'text-16 font-semibold' },
  { name: 'text-14', use: 'Card titles and leads', className: 'text-14 font-semibold' },
  { name: 'text-13', use: 'Body, in dense panels', className: 'text-13' },
  { name: 'text-12', use: 'Labels, axes, facts', className: 'text-12 text-muted' },
];

function Swatches({ names }: { names: readonly string[] }) {
  return (
    <div className="flex flex-wrap gap-2">
      {names.map((name) => (
        <figure key={name} className="grid w-16 gap-1">
          <span className="h-8 rounded-control border border-border" style={{ background: `var(--${name})` }} />
          <figcaption className="truncate text-11 text-muted">{name}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** Colours, type, spacing, mark. */
export function FoundationSection() {
  return (
    <Section id="foundations" title="Foundations">
      <Specimens>
        <Specimen name="Surfaces and lines" block>
          <Swatches names={surfaces} />
        </Specimen>
        <Specimen name="Meaning" block>
          <Swatches names={meanings} />
          <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 font-medium">
            <span className="text-success">success</span>
            <span className="text-warning">warning</span>
            <span className="text-danger">danger</span>
            <span className="text-info">info</span>
            <span className="text-cached">cached</span>
            <span className="text-accent">accent</span>
            <span className="text-muted">muted</span>
          </div>
        </Specimen>
        <Specimen name="Chart series and heat-map steps" block>
          <div className="grid gap-2">
            <Swatches names={series} />
            <Swatches names={steps} />
          </div>
        </Specimen>
        <Specimen name="Mark">
          <Logo size={20} />
          <Logo size={32} />
          <Logo size={48} />
          <span className="text-20 font-semibold tracking-title">Millrace</span>
        </Specimen>
        <Specimen name="Type" block>
          <dl className="grid grid-cols-[64px_1fr] items-baseline gap-y-1">
            {sizes.map(({ name, use, className }) => (
              <div key={name} className="contents">
                <dt className="font-mono text-12 text-muted">{name}</dt>
                <dd className={className}>{use}</dd>
              </div>
            ))}
            <dt className="font-mono text-12 text-muted">mono</dt>
            <dd className="font-mono text-12">C-104226 depth = 6</dd>
          </dl>
        </Specimen>
        <Specimen name="Spacing and radius" block>
          <div className="flex items-end gap-3">
            {[4, 8, 12, 16, 24, 32, 48].map((size) => (
              <figure key={size} className="grid justify-items-center gap-1 text-11 text-muted">
                <span className="bg-accent opacity-60" style={{ width: size, height: size }} />
                {size}
              </figure>
            ))}
          </div>
          <div className="mt-3 flex gap-3 text-11 text-muted">
            <span className="grid h-10 w-24 place-items-center rounded-control border border-border-control">
              radius 6
            </span>
            <span className="grid h-10 w-24 place-items-center rounded-card border border-border-control">
              radius 8
            </span>
            <span className="grid h-10 w-24 place-items-center rounded-card border border-border shadow-float">
              floating
            </span>
            <span className="is-focus grid h-10 w-24 place-items-center rounded-control border border-border-control">
              focus
            </span>
          </div>
        </Specimen>
      </Specimens>
    </Section>
  );
}

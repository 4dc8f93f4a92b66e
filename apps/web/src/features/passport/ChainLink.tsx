import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../lib/cn';
import { Card, CardBody, CardHeader } from '../../ui/Card';

/** One card of a chain: an icon on the line at the left, what it is, and what is known of it. */
export function ChainLink(props: {
  icon: LucideIcon;
  title: ReactNode;
  aside?: ReactNode;
  /** Why something is missing here. */
  gone?: string | null;
  /** The last one has no line below it. */
  last?: boolean;
  children?: ReactNode;
}) {
  const { icon: Icon, title, aside, gone = null, last = false, children } = props;
  const empty = children === undefined || children === null;
  return (
    <li className="grid grid-cols-[32px_minmax(0,1fr)] gap-x-3">
      <div className="grid grid-rows-[32px_1fr] justify-items-center" aria-hidden>
        <span
          className={cn(
            'mt-1.5 grid size-8 place-items-center rounded-full border bg-surface',
            empty ? 'border-dashed border-border-strong text-muted' : 'border-border text-accent',
          )}
        >
          <Icon size={16} />
        </span>
        {last ? null : <span className="mt-1.5 w-px bg-border-strong" />}
      </div>
      <Card className={cn('mb-3', empty ? 'border-dashed' : '')}>
        <CardHeader title={title} aside={aside} />
        <CardBody>
          {children}
          {gone === null ? null : <p className="text-muted">{gone}</p>}
        </CardBody>
      </Card>
    </li>
  );
}

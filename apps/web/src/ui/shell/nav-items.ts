import { Activity, Box, Database, FlaskConical, House, type LucideIcon, Send, Workflow } from 'lucide-react';

export type NavItem = { id: string; label: string; href: string; icon: LucideIcon };

/** The seven places of a project. `projectSlug` null: before the first project exists, everything leads home. */
export function projectNavItems(projectSlug: string | null): readonly NavItem[] {
  const base = projectSlug === null ? null : `/p/${encodeURIComponent(projectSlug)}`;
  const to = (path: string) => (base === null ? '/' : `${base}/${path}`);
  return [
    { id: 'home', label: 'Home', href: '/', icon: House },
    { id: 'data', label: 'Data', href: to('data'), icon: Database },
    { id: 'pipelines', label: 'Pipelines', href: to('pipelines'), icon: Workflow },
    { id: 'experiments', label: 'Experiments', href: to('experiments'), icon: FlaskConical },
    { id: 'models', label: 'Models', href: to('models'), icon: Box },
    { id: 'deployments', label: 'Deployments', href: to('deployments'), icon: Send },
    { id: 'monitoring', label: 'Monitoring', href: to('monitoring'), icon: Activity },
  ];
}

/** Whether the page at `path` belongs to the item: the item's own page or one below it. */
export function isActivePath(item: Pick<NavItem, 'href'>, path: string): boolean {
  return path === item.href || (item.href !== '/' && path.startsWith(`${item.href}/`));
}

import {
  Activity,
  Box,
  Database,
  DatabaseZap,
  FlaskConical,
  House,
  type LucideIcon,
  Play,
  Radio,
  Send,
  Workflow,
} from 'lucide-react';

export type NavItem = {
  id: string;
  label: string;
  href: string;
  icon: LucideIcon;
  /** Lit only on its own page, not on those below its address. */
  exact?: true;
};

/** The places of a project. `projectSlug` null: before the first project exists, everything leads to the start page. */
export function projectNavItems(projectSlug: string | null): readonly NavItem[] {
  const home = homeHref(projectSlug);
  const to = (path: string) => (projectSlug === null ? home : `${home}/${path}`);
  return [
    { id: 'home', label: 'Home', href: home, icon: House, exact: true },
    { id: 'data', label: 'Data', href: to('data'), icon: Database },
    { id: 'features', label: 'Features', href: to('features'), icon: DatabaseZap },
    { id: 'pipelines', label: 'Pipelines', href: to('pipelines'), icon: Workflow },
    { id: 'runs', label: 'Runs', href: to('runs'), icon: Play },
    { id: 'experiments', label: 'Experiments', href: to('experiments'), icon: FlaskConical },
    { id: 'models', label: 'Models', href: to('models'), icon: Box },
    { id: 'deployments', label: 'Deployments', href: to('deployments'), icon: Send },
    { id: 'monitoring', label: 'Monitoring', href: to('monitoring'), icon: Activity },
    { id: 'events', label: 'Events', href: to('events'), icon: Radio },
  ];
}

/** Home of the project one is in; without a project the start page, which finds one. */
export function homeHref(projectSlug: string | null): string {
  return projectSlug === null ? '/' : `/p/${encodeURIComponent(projectSlug)}`;
}

/** Whether the page at `path` belongs to the item: the item's own page or, unless it is `exact`, one below it. */
export function isActivePath(item: Pick<NavItem, 'href' | 'exact'>, path: string): boolean {
  return path === item.href || (item.exact !== true && path.startsWith(`${item.href}/`));
}

import type { MenuEntry } from '../menu-entries';

export type ShellProject = { slug: string; name: string };

export type ShellContext = {
  /** Null before a first project exists. */
  project: ShellProject | null;
  projects: readonly ShellProject[];
  onProjectChange: (slug: string) => void;
  /** Below the list of projects, for example "New project". */
  projectActions?: readonly MenuEntry[];
  user: { name: string; email?: string } | null;
  userActions?: readonly MenuEntry[];
  settingsHref: string;
  /** What asks for a person, in words ("2 events put aside"), by id of the navigation item: it gets a dot. */
  attention?: Readonly<Record<string, string>>;
  /** Opens the command palette. */
  onSearch: () => void;
  /** Overrides the item that the address would light up. */
  activeId?: string;
};

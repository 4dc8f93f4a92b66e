'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useHotkey } from '../../lib/use-hotkey';
import {
  AppShell,
  Button,
  CommandPalette,
  PageFrame,
  SegmentedControl,
  SentenceHeader,
  type ShellContext,
  ShortcutSheet,
  useTheme,
} from '../../ui';
import { ButtonSection } from './ButtonSection';
import { ChartSection } from './ChartSection';
import { ChoiceSection } from './ChoiceSection';
import { FeedbackSection } from './FeedbackSection';
import { FieldSection } from './FieldSection';
import { FoundationSection } from './FoundationSection';
import { LayerSection } from './LayerSection';
import { PagePartSection } from './PagePartSection';
import { ResultSection } from './ResultSection';
import { StateSection } from './StateSection';
import { designSections } from './sections';
import { TableSection } from './TableSection';

function useShellContext(onSearch: () => void): ShellContext {
  const [slug, setSlug] = useState('customer-value');
  const projects = [
    { slug: 'customer-value', name: 'Customer value' },
    { slug: 'shop-demand', name: 'Shop demand' },
  ];
  return {
    project: projects.find((project) => project.slug === slug) ?? null,
    projects,
    onProjectChange: setSlug,
    projectActions: [{ id: 'new', label: 'New project', onSelect: () => setSlug('customer-value') }],
    user: { name: 'Ana Moreau' },
    userActions: [{ id: 'top', label: 'Back to the top', onSelect: () => window.scrollTo(0, 0) }],
    settingsHref: '/design#foundations',
    attention: { monitoring: '2 events put aside' },
    onSearch,
    activeId: 'none',
  };
}

function ThemeSwitch() {
  const { preference, setPreference } = useTheme();
  return (
    <SegmentedControl
      label="Theme"
      value={preference}
      onValueChange={setPreference}
      segments={[
        { value: 'system', label: <Monitor />, ariaLabel: 'As the system' },
        { value: 'light', label: <Sun />, ariaLabel: 'Light' },
        { value: 'dark', label: <Moon />, ariaLabel: 'Dark' },
      ]}
    />
  );
}

/** Everything src/ui offers, inside the frame the product uses. */
export function DesignPage() {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const router = useRouter();
  const context = useShellContext(() => setPaletteOpen(true));
  useHotkey({
    id: 'shortcut-sheet',
    label: 'Keyboard shortcuts',
    group: 'Everywhere',
    shortcut: '?',
    run: () => setSheetOpen(true),
  });
  return (
    <AppShell context={context}>
      <PageFrame
        crumbs={[{ label: 'Millrace', href: '/' }, { label: 'Design system' }]}
        actions={
          <>
            <Button variant="ghost" className="max-sm:hidden" onClick={() => setSheetOpen(true)}>
              Shortcuts
            </Button>
            <ThemeSwitch />
          </>
        }
      >
        <SentenceHeader
          sentence="Every part of the interface, in every state it can be in."
          facts={['two themes', '12 13 14 16 20 28 px text', '4 px grid', 'all names and figures invented']}
        />
        <nav aria-label="On this page" className="flex flex-wrap gap-1.5">
          {designSections.map(({ id, title }) => (
            <Button key={id} asChild size="sm">
              <a href={`#${id}`}>{title}</a>
            </Button>
          ))}
        </nav>
        <div className="grid min-w-0 gap-8 pb-12">
          <FoundationSection />
          <ButtonSection />
          <FieldSection />
          <ChoiceSection />
          <StateSection />
          <FeedbackSection />
          <LayerSection />
          <PagePartSection />
          <TableSection />
          <ResultSection />
          <ChartSection />
        </div>
      </PageFrame>
      <CommandPalette
        open={paletteOpen}
        onOpenChange={setPaletteOpen}
        items={designSections.map(({ id, title }) => ({
          id,
          label: title,
          group: 'Sections',
          run: () => router.push(`#${id}`),
        }))}
      />
      <ShortcutSheet open={sheetOpen} onOpenChange={setSheetOpen} />
    </AppShell>
  );
}

'use client';

import { useState } from 'react';
import {
  Checkbox,
  NumberField,
  RadioGroup,
  SegmentedControl,
  Slider,
  Switch,
  TabLinks,
  TabPanel,
  Tabs,
} from '../../ui';
import { Section, Specimen, Specimens } from './Section';

function Toggles() {
  const [on, setOn] = useState(true);
  const [checked, setChecked] = useState(true);
  return (
    <Specimen name="Checkbox and Switch: on, some, off, disabled">
      <Checkbox label="calls_90d" checked={checked} onCheckedChange={setChecked} />
      <Checkbox label="some" checked="indeterminate" onCheckedChange={() => undefined} />
      <Checkbox label="off" checked={false} onCheckedChange={() => undefined} />
      <Checkbox label="disabled" checked disabled onCheckedChange={() => undefined} />
      <Switch label="Balance classes" checked={on} onCheckedChange={setOn} />
      <Switch label="Off" checked={false} onCheckedChange={() => undefined} />
      <Switch label="Disabled" checked disabled onCheckedChange={() => undefined} />
    </Specimen>
  );
}

function Segments() {
  const [penalty, setPenalty] = useState<'none' | 'l1' | 'l2' | 'elastic'>('l2');
  const [rows, setRows] = useState<'train' | 'validation' | 'test'>('train');
  return (
    <Specimen name="SegmentedControl: hugging, filling" block>
      <div className="grid justify-items-start gap-2">
        <SegmentedControl
          label="Part"
          value={rows}
          onValueChange={setRows}
          segments={[
            { value: 'train', label: 'Train 8,702' },
            { value: 'validation', label: 'Validation 1,865' },
            { value: 'test', label: 'Test 1,864', disabled: true },
          ]}
        />
        <SegmentedControl
          fill
          label="Penalty"
          value={penalty}
          onValueChange={setPenalty}
          segments={[
            { value: 'none', label: 'None' },
            { value: 'l1', label: 'L1' },
            { value: 'l2', label: 'L2' },
            { value: 'elastic', label: 'Elastic net' },
          ]}
        />
      </div>
    </Specimen>
  );
}

function Ranges() {
  const [threshold, setThreshold] = useState(0.42);
  return (
    <Specimen name="Slider, with the exact value beside it" block>
      <div className="flex items-center gap-3">
        <Slider label="Threshold" value={threshold} onValueChange={setThreshold} min={0} max={1} step={0.01} />
        <NumberField
          aria-label="Threshold"
          value={threshold}
          onValueChange={(value) => value !== null && setThreshold(value)}
          min={0}
          max={1}
          step={0.01}
          className="w-16"
        />
      </div>
      <Slider label="Disabled" value={30} onValueChange={() => undefined} min={0} max={100} step={1} disabled />
    </Specimen>
  );
}

function Radios() {
  const [strategy, setStrategy] = useState('canary');
  const [mode, setMode] = useState('merged');
  return (
    <Specimen name="RadioGroup: cards and list" block>
      <RadioGroup
        look="cards"
        label="Strategy"
        value={strategy}
        onValueChange={setStrategy}
        options={[
          { value: 'sandbox', label: 'Sandbox', hint: 'only your tests' },
          { value: 'shadow', label: 'Shadow', hint: 'never shown' },
          { value: 'canary', label: 'Canary', hint: '5 to 100%' },
          { value: 'direct', label: 'Direct', hint: 'needs a reason', disabled: true },
        ]}
      />
      <RadioGroup
        className="mt-3"
        label="View"
        value={mode}
        onValueChange={setMode}
        options={[
          { value: 'merged', label: 'Merged' },
          { value: 'side', label: 'Side by side', hint: 'two canvases, moved together' },
        ]}
      />
    </Specimen>
  );
}

/** Choosing among a few, switching, sliding, tabs. */
export function ChoiceSection() {
  const [tab, setTab] = useState('table');
  return (
    <Section id="choices" title="Choices">
      <Specimens>
        <Toggles />
        <Segments />
        <Radios />
        <Ranges />
        <Specimen name="Tabs" block>
          <Tabs
            label="Views of the data"
            value={tab}
            onValueChange={setTab}
            tabs={[
              { value: 'table', label: 'Table' },
              { value: 'profile', label: 'Profile' },
              { value: 'quality', label: 'Quality', count: 5, tone: 'danger' },
              { value: 'alerts', label: 'Alerts', count: 1, tone: 'warning' },
              { value: 'versions', label: 'Versions', count: 4 },
              { value: 'lineage', label: 'Lineage', disabled: true },
            ]}
          >
            <TabPanel value={tab} className="pt-3 text-muted">
              The panel of “{tab}”.
            </TabPanel>
          </Tabs>
        </Specimen>
        <Specimen name="TabLinks: each tab a page" block>
          <TabLinks
            label="Pages of a place"
            value="deployed"
            tabs={[
              { value: 'deployed', label: 'Models', href: '#choices' },
              { value: 'events', label: 'Events', href: '#states' },
              { value: 'aside', label: 'Put aside', count: 2, tone: 'danger', href: '#tables' },
            ]}
          />
        </Specimen>
      </Specimens>
    </Section>
  );
}

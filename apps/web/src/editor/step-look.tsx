import type { PortType } from '@millrace/pipeline-core/schema';
import { findContract, type StepContract } from '@millrace/pipeline-core/steps';
import {
  Activity,
  ArrowDownUp,
  Asterisk,
  Binary,
  Box,
  BrainCircuit,
  CalendarDays,
  ChartColumn,
  ChartLine,
  ChartScatter,
  ChartSpline,
  ClipboardCheck,
  Columns3,
  Combine,
  CopyMinus,
  Database,
  DatabaseSearch,
  DatabaseZap,
  Dices,
  Download,
  Eraser,
  FileCode,
  FileInput,
  FileOutput,
  Funnel,
  Grape,
  Group,
  History,
  Images,
  Layers,
  Lightbulb,
  ListChecks,
  ListFilter,
  type LucideIcon,
  Merge,
  Minus,
  NotebookText,
  Package,
  PackagePlus,
  PaintBucket,
  PencilLine,
  Percent,
  Radar,
  Replace,
  Rocket,
  Scaling,
  ScanEye,
  ScanSearch,
  ShieldCheck,
  Shrink,
  Sigma,
  Split,
  Sprout,
  SquareTerminal,
  Tags,
  TextSearch,
  ThumbsUp,
  TreePine,
  Trees,
  TrendingUp,
  Trophy,
  WandSparkles,
  WholeWord,
} from 'lucide-react';
import { type PortShapeType, portTypes } from '../ui/PortShape';
import { Tile } from '../ui/Tile';
import { mainType } from './drawing/step-ports';

/** The icons contracts may name; the test of this file fails when a contract names another. */
export const stepIcons: Readonly<Record<string, LucideIcon>> = {
  activity: Activity,
  'brain-circuit': BrainCircuit,
  images: Images,
  'scan-eye': ScanEye,
  'arrow-down-up': ArrowDownUp,
  binary: Binary,
  'chart-line': ChartLine,
  'chart-scatter': ChartScatter,
  'chart-spline': ChartSpline,
  'clipboard-check': ClipboardCheck,
  'columns-3': Columns3,
  combine: Combine,
  'copy-minus': CopyMinus,
  database: Database,
  'database-search': DatabaseSearch,
  'database-zap': DatabaseZap,
  dices: Dices,
  'file-code': FileCode,
  'file-input': FileInput,
  'file-output': FileOutput,
  funnel: Funnel,
  grape: Grape,
  group: Group,
  history: History,
  layers: Layers,
  lightbulb: Lightbulb,
  'list-checks': ListChecks,
  'list-filter': ListFilter,
  merge: Merge,
  minus: Minus,
  'notebook-text': NotebookText,
  package: Package,
  'paint-bucket': PaintBucket,
  'pencil-line': PencilLine,
  percent: Percent,
  radar: Radar,
  replace: Replace,
  'calendar-days': CalendarDays,
  eraser: Eraser,
  shrink: Shrink,
  'chart-column': ChartColumn,
  asterisk: Asterisk,
  rocket: Rocket,
  scaling: Scaling,
  'scan-search': ScanSearch,
  'shield-check': ShieldCheck,
  sigma: Sigma,
  split: Split,
  download: Download,
  'package-plus': PackagePlus,
  sprout: Sprout,
  'square-terminal': SquareTerminal,
  tags: Tags,
  'text-search': TextSearch,
  'thumbs-up': ThumbsUp,
  'tree-pine': TreePine,
  trees: Trees,
  'trending-up': TrendingUp,
  trophy: Trophy,
  'wand-sparkles': WandSparkles,
  'whole-word': WholeWord,
};

export function shapeOf(type: PortType): PortShapeType {
  return portTypes.find((shape) => shape === type.toLowerCase()) ?? 'any';
}

export function stepShape(contract: StepContract | undefined): PortShapeType {
  return contract === undefined ? 'any' : shapeOf(mainType(contract));
}

/** The mark of a step type: its icon on a tint of what it makes. */
export function StepTile(props: { type: string; size?: 20 | 28 | 36; round?: boolean; className?: string }) {
  const contract = findContract(props.type);
  const Icon = stepIcons[contract?.icon ?? ''] ?? Box;
  const { size, round, className } = props;
  return (
    <Tile
      type={stepShape(contract)}
      {...(size === undefined ? {} : { size })}
      {...(round === undefined ? {} : { round })}
      {...(className === undefined ? {} : { className })}
    >
      <Icon />
    </Tile>
  );
}

import type { EdgeId, RunId, StepId } from '@millrace/pipeline-core/ids';
import type { StateCreator } from 'zustand/vanilla';

export const inspectorTabs = ['settings', 'data', 'log', 'docs'] as const;
export type InspectorTab = (typeof inspectorTabs)[number];
export const bottomTabs = ['data', 'problems', 'logs', 'runs'] as const;
export type BottomTab = (typeof bottomTabs)[number];

export type Point = { x: number; y: number };
/** One end of a line: a port of a step. */
export type PortEnd = { step: StepId; port: string; side: 'in' | 'out' };

/** The box that adds a step where it was opened. */
export type QuickAdd = {
  /** Where the box stands, in window pixels. */
  at: Point;
  /** Where the step will stand, on the canvas. */
  place: Point;
  /** Only steps that fit this port, connected to it. */
  from?: PortEnd;
  /** Only steps that fit between the ends of this edge. */
  edge?: EdgeId;
};

/** One row of an output, followed through the run that made it. */
export type FollowedRow = { run: RunId; step: StepId; port: string; row: number };

export type SaveState =
  | { kind: 'saved'; at: number }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'offline'; message: string }
  | { kind: 'signed-out'; message: string }
  | { kind: 'refused'; message: string };

/** How much a step shows: labels above 80 %, counts above 50 %, nothing but a picture below 30 %. */
export type Detail = 'labels' | 'normal' | 'few' | 'overview';

export type SessionSlice = {
  /** Chosen steps and notes. */
  selection: ReadonlySet<string>;
  selectedEdges: ReadonlySet<string>;
  /** The step that keys act on; the last one chosen. */
  focused: string | null;
  hovered: string | null;
  inspectorOpen: boolean;
  inspectorTab: InspectorTab;
  bottomOpen: boolean;
  bottomTab: BottomTab;
  /** A setting that is to come into view and get the keyboard, once it is drawn. */
  askedParam: { step: string; param: string } | null;
  /** The output shown in the bottom panel. */
  pinned: { step: StepId; port: string } | null;
  leftTab: 'steps' | 'outline';
  /** Counts requests to search the palette: each gives its field the keyboard. */
  searchAsked: number;
  minimap: boolean;
  quickAdd: QuickAdd | null;
  /** The port a line is being drawn from, and what it may go to: `step:port`. */
  connecting: { from: PortEnd; fits: ReadonlySet<string> } | null;
  /** Choosing by keyboard a line to draw from or to this step, or one of its lines to remove. */
  keyboardLines: { step: StepId; verb: 'connect' | 'disconnect' } | null;
  /** The row shown at every port instead of the settings of a step. */
  followed: FollowedRow | null;
  /** What became of it at the steps of the drawing, once that is known; steps it has nothing to do with are not in it. */
  trail: ReadonlyMap<string, 'here' | 'dropped'> | null;
  /** The run of the address: shown instead of the newest one. */
  pinnedRun: string | null;
  /** Number of the run started here whose end is still to be told. */
  awaitedRun: number | null;
  /** The open dialog about versions: to name one, or to look at them. */
  versions: 'name' | 'list' | null;
  /** Stop was pressed while something at work has a best so far: what shall become of it? */
  stopAsked: boolean;
  peek: { edge: EdgeId; at: Point } | null;
  renaming: string | null;
  editingNote: string | null;
  /** Text of "find on canvas"; null while closed. */
  find: string | null;
  detail: Detail;
  /** The edge a dragged step would be inserted on. */
  dropEdge: string | null;
  /** Steps the shown plan would run; the others are dimmed. */
  lit: ReadonlySet<string> | null;
  saveState: SaveState;
  /** Said by the live region. */
  announcement: string;
  /** Step types added lately, newest first. */
  recentTypes: readonly string[];
  /** The datasets of the project: a new step reads the only one, or the only one that no other step reads. */
  datasets: readonly string[];
  select(ids: Iterable<string>, edges?: Iterable<string>): void;
  show(change: Partial<SessionView>): void;
  /** The settings of the chosen step, or what else its inspector holds, in the place of a row that is followed. */
  openInspector(tab?: InspectorTab): void;
  announce(text: string): void;
  remember(type: string): void;
};

type SessionActions = 'select' | 'show' | 'openInspector' | 'announce' | 'remember';
/** The inspector is opened by its own action, so that nobody opens it behind a row that is followed. */
type SessionView = Omit<SessionSlice, SessionActions | 'selection' | 'selectedEdges' | 'inspectorOpen'> & {
  inspectorOpen: false;
};

/** What is on this person's screen: never saved, never undone. */
export const sessionSlice: StateCreator<SessionSlice> = (set) => ({
  selection: new Set(),
  selectedEdges: new Set(),
  focused: null,
  hovered: null,
  inspectorOpen: true,
  inspectorTab: 'settings',
  askedParam: null,
  bottomOpen: false,
  bottomTab: 'data',
  pinned: null,
  leftTab: 'steps',
  searchAsked: 0,
  minimap: false,
  quickAdd: null,
  connecting: null,
  keyboardLines: null,
  followed: null,
  trail: null,
  pinnedRun: null,
  awaitedRun: null,
  versions: null,
  stopAsked: false,
  peek: null,
  renaming: null,
  editingNote: null,
  find: null,
  detail: 'normal',
  dropEdge: null,
  lit: null,
  saveState: { kind: 'saved', at: 0 },
  announcement: '',
  recentTypes: [],
  datasets: [],
  select: (ids, edges = []) =>
    set((state) => {
      const selection = new Set(ids);
      const last = [...selection].at(-1) ?? null;
      return {
        selection,
        selectedEdges: new Set(edges),
        focused: state.focused !== null && selection.has(state.focused) ? state.focused : last,
      };
    }),
  show: (change) => set(change),
  openInspector: (tab) =>
    set({ inspectorOpen: true, followed: null, trail: null, ...(tab === undefined ? {} : { inspectorTab: tab }) }),
  announce: (announcement) => set({ announcement }),
  remember: (type) =>
    set((state) => ({ recentTypes: [type, ...state.recentTypes.filter((known) => known !== type)].slice(0, 8) })),
});

export { AlertDialog, type AlertDialogProps } from './AlertDialog';
export { Avatar, initialsOf } from './Avatar';
export { Badge, type BadgeTone } from './Badge';
export { Breadcrumb, type Crumb } from './Breadcrumb';
export { Button, type ButtonProps, buttonStyles } from './Button';
export { Card, CardBody, CardHeader } from './Card';
export { Checkbox, type CheckboxProps } from './Checkbox';
export { CodeBlock, type CodeBlockProps, CodeTabs } from './CodeBlock';
export { Combobox, type ComboboxOption, type ComboboxProps } from './Combobox';
export { CommandPalette, type CommandPaletteProps, type PaletteItem } from './CommandPalette';
export { ConfirmButton, type ConfirmButtonProps } from './ConfirmButton';
export { ConfusionMatrix, type ConfusionMatrixProps } from './ConfusionMatrix';
export { ContextMenu, type ContextMenuProps } from './ContextMenu';
export { Dialog, type DialogProps } from './Dialog';
export { DropdownMenu, type DropdownMenuProps } from './DropdownMenu';
export { EmptyState, type EmptyStateProps } from './EmptyState';
export { ErrorState, type ErrorStateProps } from './ErrorState';
export { Field, type FieldIds, type FieldProps } from './Field';
export { FileDrop, type FileDropProps, type FileDropState } from './FileDrop';
export { FormActions } from './FormActions';
export { ColumnKindIcon } from './grid/ColumnKindIcon';
export {
  ColumnSummary,
  type ColumnSummaryProps,
  MiniHistogram,
  MissingBar,
  type TopValue,
  TopValuesBar,
} from './grid/column-summary';
export { DataGrid, type DataGridProps } from './grid/DataGrid';
export type { GridColumn, GridColumnKind, GridPoint, GridWindow, LoadWindow } from './grid/grid-types';
export { type HealthState, healthStateLooks, healthStates } from './health-states';
export { IconButton, type IconButtonProps } from './IconButton';
export { Input, type InputProps } from './Input';
export { IntervalBar, type IntervalBarProps } from './IntervalBar';
export { Kbd, Shortcut } from './Kbd';
export { Logo } from './Logo';
export type { MenuEntry } from './menu-entries';
export { Notice, type NoticeProps } from './Notice';
export { NumberField, type NumberFieldProps } from './NumberField';
export { Popover, type PopoverProps } from './Popover';
export { PortShape, type PortShapeProps, type PortShapeType, portColor, portTypeName, portTypes } from './PortShape';
export { ProgressBar, type ProgressBarProps } from './ProgressBar';
export { RadioGroup, type RadioGroupProps, type RadioOption } from './RadioGroup';
export { Ring, type RingProps } from './Ring';
export { SearchField, type SearchFieldProps } from './SearchField';
export { type Segment, SegmentedControl, type SegmentedControlProps } from './SegmentedControl';
export { Select, type SelectOption, type SelectProps } from './Select';
export { Facts, SentenceAlert, SentenceAside, SentenceHeader, type SentenceHeaderProps } from './SentenceHeader';
export { Sheet, type SheetProps } from './Sheet';
export { ShortcutSheet } from './ShortcutSheet';
export { Skeleton } from './Skeleton';
export { Slider, type SliderProps } from './Slider';
export { Sparkline, type SparklineProps } from './Sparkline';
export { Spinner } from './Spinner';
export { HealthBadge, StateBadge, type StateBadgeProps } from './StateBadge';
export { StatTile, type StatTileProps } from './StatTile';
export { Switch, type SwitchProps } from './Switch';
export { AppShell, type AppShellProps } from './shell/AppShell';
export { type NavItem, projectNavItems } from './shell/nav-items';
export { PageFrame, type PageFrameProps, TopBar } from './shell/PageFrame';
export type { ShellContext, ShellProject } from './shell/shell-types';
export { type StepDisplayState, stepStateLooks, stepStates } from './step-states';
export { type SortState, Table, type TableColumn, type TableProps } from './Table';
export { type TabItem, type TabLink, TabLinks, TabPanel, Tabs, type TabsProps } from './Tabs';
export { Textarea } from './Textarea';
export { TextLink } from './TextLink';
export { TieBracket } from './TieBracket';
export { Tile, type TileProps } from './Tile';
export { type ToastMessage, ToastPreview, useToast } from './Toast';
export { Tooltip, type TooltipProps } from './Tooltip';
export { useTheme } from './use-theme';

export { BarChart, type BarChartProps } from './BarChart';
export { ChartFrame, type ChartFrameProps } from './ChartFrame';
export type {
  ChartMeta,
  ChartPoint,
  ChartSeries,
  ChartTableData,
  ReferenceMark,
  SeriesColorIndex,
} from './chart-types';
export { HeatMap, type HeatMapProps, type HeatMapRow } from './HeatMap';
export { Histogram, type HistogramProps } from './Histogram';
export { LineChart, type LineChartProps } from './LineChart';
export { ParallelChart, type ParallelChartProps } from './ParallelChart';
export { axisOf, type Brushes, brushedRows, type ParallelAxis, type ParallelRow } from './parallel-axes';
export { ScatterChart, type ScatterChartProps, type ScatterPoint } from './ScatterChart';
export { seriesColor } from './series-style';
export { TimeChart, type TimeChartProps } from './TimeChart';

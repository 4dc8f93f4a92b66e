export { BarChart, type BarChartProps } from './BarChart';
export { ChartFrame, type ChartFrameProps } from './ChartFrame';
export type { ChartMeta, ChartPoint, ChartSeries, ChartTableData, ReferenceMark } from './chart-types';
export { HeatMap, type HeatMapProps, type HeatMapRow } from './HeatMap';
export { Histogram, type HistogramProps } from './Histogram';
export { LineChart, type LineChartProps } from './LineChart';
export { ScatterChart, type ScatterChartProps, type ScatterPoint } from './ScatterChart';
export { seriesColor } from './series-style';
export { TimeChart, type TimeChartProps } from './TimeChart';

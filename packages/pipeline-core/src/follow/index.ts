export { type CellChange, compareRows, type RowComparison, type ShownRows } from './compare-rows';
export { type FollowMove, type FollowPlace, type FollowPlan, planFollow } from './plan-follow';
export { type RowLink, type RowPort, rowPorts } from './row-port';
export { longestShownText } from './shown-cell';
export { type FollowFinding, type FollowState, tellPorts } from './tell-ports';

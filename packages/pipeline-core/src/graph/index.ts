export { ancestors } from './ancestors';
export { descendants } from './descendants';
export { diffGraphs, type GraphDiff, type StepChange } from './diff-graphs';
export { drawingUpTo } from './drawing-up-to';
export { findCycle } from './find-cycle';
export { type Graph, graphOf, neighbours } from './graph';
export { subgraph } from './subgraph';
export { partialOrder, topologicalOrder } from './topological-order';

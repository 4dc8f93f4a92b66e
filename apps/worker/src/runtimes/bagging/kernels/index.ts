// What the host may call.
export { setUp } from './layout';
export { barrier } from '../../forest/kernels/sync';
export { growTree } from './grow';

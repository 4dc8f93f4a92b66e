// What the host may call.
export { barrier } from '../../forest/kernels/sync';
export { setUp } from './layout';
export { begin, judge, learn } from './learn';

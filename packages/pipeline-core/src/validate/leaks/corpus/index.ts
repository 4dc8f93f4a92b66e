export { type CorpusCheck, checkLeakCorpus } from './check-corpus';

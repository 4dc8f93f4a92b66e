export {
  type Likelihood,
  likelihood,
  type ReadTable,
  type StepBefore,
  type StepPast,
  type Suspect,
  type SuspectKind,
} from './step-past';
export { whyFailed } from './why-failed';

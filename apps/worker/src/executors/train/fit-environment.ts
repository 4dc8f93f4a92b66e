import type { FitEnvironment } from '@millrace/pipeline-core/release';
import type { StepRequest } from '../../child/protocol';
import { scoringEnvironment } from '../../data/scoring-environment';

type Asked = Pick<StepRequest, 'threads' | 'memoryMegabytes' | 'device' | 'code'>;

/** Where and with what the fit that has just ended ran. A fit has a process of its own: what that held at most is its memory. */
export function fitEnvironment({ threads, memoryMegabytes, device = 'cpu', code }: Asked): FitEnvironment {
  const { maxRSS } = process.resourceUsage(); // in kibibytes
  return {
    ...scoringEnvironment(),
    ...(code === undefined ? {} : { code }),
    device,
    threads,
    memoryMegabytes: Math.round(memoryMegabytes),
    peakMegabytes: Math.round((maxRSS * 1024) / 1e6),
  };
}

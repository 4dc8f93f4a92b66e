import { metricDirection, metricNames } from '@millrace/pipeline-core/metrics';
import { withoutSearch } from '@millrace/pipeline-core/search';

const lessIsBetter =
  /(^|[^a-z])(loss|error|err|rmse|mse|mae|mape|smape|perplexity|ppl|brier|time|seconds|latency|duration|deviance|wer|cer|fpr|fnr)([^a-z]|$)/;

/**
 * Which way a figure is better. Of our own metrics it is known; of others their name tells, as in `val_loss`: a name that
 * tells nothing counts as "higher". Whoever compares sees what was taken, and can turn it.
 */
export function metricWay(name: string): 'higher' | 'lower' {
  const key = withoutSearch(name);
  if (metricNames.some((name) => name === key)) return metricDirection(key);
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return lessIsBetter.test(words) ? 'lower' : 'higher';
}

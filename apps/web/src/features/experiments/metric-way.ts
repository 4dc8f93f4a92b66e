import { metricDirection, metricNames } from '@millrace/pipeline-core/metrics';

const lessIsBetter =
  /(^|[^a-z])(loss|error|err|rmse|mse|mae|mape|smape|perplexity|ppl|brier|time|seconds|latency|duration|deviance|wer|cer|fpr|fnr)([^a-z]|$)/;

/** What is behind the name of a figure by which a search judged its trials. */
const inSearch = ' in its search';

/**
 * Which way a figure is better. Of our own metrics it is known; of others their name tells, as in `val_loss`: a name that
 * tells nothing counts as "higher". Whoever compares sees what was taken, and can turn it.
 */
export function metricWay(key: string): 'higher' | 'lower' {
  if (key.endsWith(inSearch)) return metricWay(key.slice(0, -inSearch.length));
  if (metricNames.some((name) => name === key)) return metricDirection(key);
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return lessIsBetter.test(words) ? 'lower' : 'higher';
}

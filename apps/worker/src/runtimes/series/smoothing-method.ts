import { fitSmoothing, type SmoothingCandidate, type SmoothingFit } from './fit-smoothing';
import type { SmoothingParams } from './params';
import type { MethodContext, SeriesFit, SeriesMethod } from './series-fit';
import { type SmoothingForm, smoothingPath, smoothingSpread } from './smooth';

/** Steps that a form with a season needs: it begins with what two whole periods differ. */
const PERIODS = 2;

/** Exponential smoothing in the form with the least corrected AIC among those that settings and values allow. */
export function smoothingMethod(
  params: Pick<SmoothingParams, 'trend' | 'season'>,
  { quick, pause }: MethodContext,
): SeriesMethod {
  let chosen: SmoothingCandidate | null = null;
  return {
    async fit(values, period) {
      const [first, ...others] = candidates(values, period, params);
      let best = fitSmoothing(values, first);
      for (const form of quick ? [] : others) {
        await pause();
        const fit = fitSmoothing(values, form);
        if (fit.aicc < best.aicc) best = fit;
      }
      chosen = best.form;
      return asSeriesFit(best);
    },
    again(values, period) {
      const form = chosen !== null && fitsIn(values, chosen) ? chosen : candidates(values, period, params)[0];
      return asSeriesFit(fitSmoothing(values, form));
    },
  };
}

/**
 * The forms that may be tried, at least one. Parts that multiply need values above 0; a season two whole periods; seasons
 * that multiply go with relative errors only, as the others are unstable (Hyndman et al. 2008, section 2.5).
 */
function candidates(
  values: Float64Array,
  period: number,
  { trend, season }: Pick<SmoothingParams, 'trend' | 'season'>,
): [SmoothingCandidate, ...SmoothingCandidate[]] {
  const positive = values.every((value) => !(value <= 0));
  const seasonal = period > 1 && values.length >= PERIODS * period;
  const trends: readonly SmoothingForm['trend'][] = trend === 'automatic' ? ['none', 'additive', 'damped'] : [trend];
  const every: readonly SmoothingForm['season'][] = seasonal ? ['additive', 'multiplicative', 'none'] : ['none'];
  const seasons = season === 'automatic' ? every : [season];
  const forms = trends.flatMap((one) =>
    seasons.flatMap((other) => formsOf({ trend: one, season: other, period: other === 'none' ? 1 : period })),
  );
  const possible = forms.filter((form) => (positive || !form.relative) && (form.season === 'none' || seasonal));
  const [first, ...others] = possible;
  return [first ?? { trend: trends[0]!, season: 'none', period: 1, relative: false }, ...others];
}

function formsOf(form: Pick<SmoothingCandidate, 'trend' | 'season' | 'period'>): SmoothingCandidate[] {
  if (form.season === 'multiplicative') return [{ ...form, relative: true }];
  return [
    { ...form, relative: false },
    { ...form, relative: true },
  ];
}

function fitsIn(values: Float64Array, form: SmoothingCandidate): boolean {
  return form.season === 'none' || values.length >= PERIODS * form.period;
}

function asSeriesFit(fit: SmoothingFit): SeriesFit {
  const { form } = fit;
  const trend = { none: 'no trend', additive: 'additive trend', damped: 'damped trend' }[form.trend];
  const season = form.season === 'none' ? 'no season' : `${form.season} season`;
  return {
    fitted: fit.fitted,
    deviation: fit.sigma,
    scale: form.relative ? 'relative' : 'absolute',
    path: (steps) => smoothingPath(fit, steps),
    spread: (steps) => smoothingSpread(fit, steps),
    words: `ETS, ${trend}, ${season}, ${form.relative ? 'relative' : 'even'} errors`,
  };
}

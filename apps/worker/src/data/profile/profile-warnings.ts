import { type ColumnProfile, holdsCodes, orderWarnings, type ProfileWarning } from '@millrace/pipeline-core/profile';
import { holdsDates, repairWarnings } from './repair-warnings';

const leakageScore = 0.98;

/** What to mind about a table, in words, the worst first. */
export function profileWarnings(
  columns: readonly ColumnProfile[],
  options: { rows: number; target?: string; duplicates?: number },
): ProfileWarning[] {
  const warnings = columns.flatMap((column) => columnWarnings(column, options.target));
  const target = columns.find(({ name }) => name === options.target);
  if (target !== undefined) warnings.push(...imbalance(target));
  const { duplicates = 0, rows } = options;
  if (duplicates > 0) {
    warnings.push({
      code: 'duplicate-rows',
      message: `${duplicates.toLocaleString('en')} of ${rows.toLocaleString('en')} rows equal an earlier one.`,
      severity: duplicates > rows * 0.1 ? 'medium' : 'low',
      fix: { addStep: 'drop-duplicates', title: 'Keep one of each' },
    });
  }
  return orderWarnings(warnings);
}

function dropStep(column: string): NonNullable<ProfileWarning['fix']> {
  return { addStep: 'select-columns', title: 'Leave it out', params: { mode: 'drop', columns: [column] } };
}

function columnWarnings(column: ColumnProfile, target: string | undefined): ProfileWarning[] {
  const { name: at, rows, missing } = column;
  const about = { column: at };
  if (rows > 0 && missing === rows)
    return [{ code: 'all-missing', ...about, message: `"${at}" has no value.`, severity: 'medium', fix: dropStep(at) }];
  const warnings: ProfileWarning[] = [];
  const drop = dropStep(at);
  if (at !== target && (column.targetScore ?? 0) > leakageScore) {
    warnings.push({
      code: 'leakage-suspect',
      ...about,
      message: `"${at}" alone tells the target (score ${column.targetScore?.toFixed(3)}); it is probably known only afterwards.`,
      severity: 'high',
      fix: drop,
    });
  }
  if (column.addsUpWith !== undefined) {
    warnings.push({
      code: 'leakage-suspect',
      ...about,
      message: `"${at}" and "${column.addsUpWith}" add up to the target in every row; they are known only with it.`,
      severity: 'high',
      fix: drop,
    });
  }
  if (column.constant)
    warnings.push({
      code: 'constant',
      ...about,
      message: `"${at}" has the same value in every row.`,
      severity: 'medium',
      fix: drop,
    });
  if (column.looksLikeId && at !== target) {
    warnings.push({
      code: 'id-like',
      ...about,
      message: `"${at}" looks like an id: nearly every value is different.`,
      severity: 'medium',
      fix: { addStep: 'select-columns', title: 'Mark it as an id', params: { ids: [at] } },
    });
  }
  warnings.push(...gaps(column));
  if (column.type === 'text') warnings.push(...textWarnings(column));
  if (at !== target) warnings.push(...repairWarnings(column));
  return warnings;
}

const ofRows = (part: number, rows: number) =>
  `${part.toLocaleString('en')} of ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;

/** Missing values, and texts that are blank: few are easily overlooked, and most models refuse them. */
function gaps(column: ColumnProfile): ProfileWarning[] {
  const { name: at, type, rows, missing, blankTexts = 0 } = column;
  // The median of codes is no code.
  const how = type === 'integer' && holdsCodes(column) ? { numbers: 'mode' } : {};
  const fix = { addStep: 'impute-missing', title: 'Fill the gaps', params: { columns: [at], ...how } };
  const found: ProfileWarning[] = [];
  if (missing > rows * 0.3) {
    const share = Math.round((100 * missing) / rows);
    const message = `${share}% of "${at}" are missing.`;
    found.push({ code: 'many-missing', column: at, message, severity: 'medium', fix });
  } else if (missing > 0 && (type === 'number' || type === 'integer')) {
    const message = `"${at}" has no value in ${ofRows(missing, rows)}.`;
    found.push({ code: 'some-missing', column: at, message, severity: 'low', fix });
  }
  if (blankTexts > 0) {
    const message = `"${at}" is blank in ${ofRows(blankTexts, rows)}.`;
    const params = { columns: [at], rules: [], missing: [], emptyIsMissing: true };
    const blanks = { addStep: 'replace-values', title: 'Make them missing', params };
    found.push({ code: 'blank-texts', column: at, message, severity: 'low', fix: blanks });
  }
  return found;
}

function textWarnings(column: ColumnProfile): ProfileWarning[] {
  const found = holdsCodes(column) ? codeWarnings(column) : holdsDates(column) ? [] : numberWarnings(column);
  if (found.length > 0) return found;
  const { name: at, rows, missing } = column;
  if (column.looksLikeId || column.distinct <= 1000 || column.distinct <= (rows - missing) * 0.05) return [];
  return [
    {
      code: 'many-categories',
      column: at,
      message: `"${at}" has ${column.distinct.toLocaleString('en')} different texts.`,
      severity: 'low',
    },
  ];
}

/**
 * Codes are texts and stay so; the few that are not written as the others are told. Many of them are no mistake but
 * another way of writing: longer postal codes, telephone numbers with signs between the digits.
 */
function codeWarnings({ name: at, numericTexts = 0 }: ColumnProfile): ProfileWarning[] {
  if (numericTexts >= 0.99 || numericTexts < 0.95) return [];
  const share = Math.round(100 * (1 - numericTexts));
  const message = `${share}% of "${at}" are not written in digits, as the other codes are.`;
  return [{ code: 'mixed-types', column: at, message, severity: 'medium' }];
}

function numberWarnings({ name: at, numericTexts = 0 }: ColumnProfile): ProfileWarning[] {
  const cast = { addStep: 'cast-types', title: 'Read it as a number', params: { types: { [at]: 'number' } } };
  if (numericTexts >= 0.99) {
    return [
      {
        code: 'numeric-text',
        column: at,
        message: `"${at}" is text that holds numbers.`,
        severity: 'medium',
        fix: cast,
      },
    ];
  }
  if (numericTexts > 0.5) {
    const share = Math.round(100 * numericTexts);
    return [
      {
        code: 'mixed-types',
        column: at,
        message: `${share}% of "${at}" are numbers, the rest is text.`,
        severity: 'medium',
        fix: cast,
      },
    ];
  }
  return [];
}

/** Classes of a target so rare that accuracy says nothing. */
function imbalance(target: ColumnProfile): ProfileWarning[] {
  const present = target.rows - target.missing;
  const rarest = target.top.at(-1);
  if (target.top.length < 2 || target.distinct > target.top.length || rarest === undefined || present === 0) return [];
  if (rarest.count >= present * 0.05) return [];
  const share = ((100 * rarest.count) / present).toFixed(1);
  return [
    {
      code: 'class-imbalance',
      column: target.name,
      message: `Only ${share}% of the rows are "${rarest.value}".`,
      severity: 'low',
    },
  ];
}

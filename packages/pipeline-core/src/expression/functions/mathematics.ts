import { numberConstant } from '../constants';
import { finite } from '../finite';
import { type FunctionCase, type FunctionEntry, flowing, strict } from '../function-entry';
import * as kernels from '../kernels';
import * as trigonometry from '../kernels-trigonometry';
import { numberSql, sql } from '../sql-builder';

function unary(o: {
  name: string;
  doc: string;
  kernel: (x: number) => number;
  cases: readonly FunctionCase[];
}): FunctionEntry {
  return {
    name: o.name,
    group: 'mathematics',
    doc: o.doc,
    example: `${o.name}(x)`,
    overloads: [
      flowing({
        args: ['number'],
        returns: 'number',
        sql: (b, [x]) => b.kernel(`mr_${o.name}`, x),
        js: () => o.kernel,
      }),
    ],
    cases: o.cases,
  };
}

function binary(o: {
  name: string;
  doc: string;
  example: string;
  kernel: (x: number, y: number) => number;
  cases: readonly FunctionCase[];
}): FunctionEntry {
  return {
    name: o.name,
    group: 'mathematics',
    doc: o.doc,
    example: o.example,
    overloads: [
      flowing({
        args: ['number', 'number'],
        returns: 'number',
        sql: (b, [x, y]) => b.kernel(`mr_${o.name}`, x, y),
        js: () => o.kernel,
      }),
    ],
    cases: o.cases,
  };
}

const period = numberConstant({
  name: 'period',
  kind: 'period',
  what: 'a number above 0',
  accepts: (value) => value > 1e-100 && value < 1e100,
});

function cycle(
  name: 'cycle_sin' | 'cycle_cos',
  kernel: (x: number, period: number) => number,
  half: number,
): FunctionEntry {
  return {
    name,
    group: 'date',
    doc: `The place in a cycle as a ${name === 'cycle_sin' ? 'sine' : 'cosine'}: hour 23 comes out beside hour 0.`,
    example: `${name}(hour(created), 24)`,
    overloads: [
      flowing({
        args: ['number'],
        constants: [period],
        returns: 'number',
        sql: (b, [x], [p]) => b.kernel(`mr_${name}`, x, numberSql(p)),
        js:
          ([p]) =>
          (x) =>
            kernel(x, p),
      }),
    ],
    cases: [[`round(${name}(6, 24), 9)`, half]],
  };
}

/** A number with a name, called without arguments. */
function constant(o: { name: string; doc: string; example: string; value: number }): FunctionEntry {
  return {
    name: o.name,
    group: 'mathematics',
    doc: o.doc,
    example: o.example,
    overloads: [strict({ args: [], returns: 'number', sql: () => numberSql(o.value), js: () => () => o.value })],
    cases: [[`${o.name}()`, o.value]],
  };
}

const { ln } = kernels;

export const mathematicsFunctions: readonly FunctionEntry[] = [
  constant({
    name: 'pi',
    doc: 'The number pi, 3.14159: the way half around a circle of radius 1.',
    example: 'radius ^ 2 * pi()',
    value: Math.PI,
  }),
  constant({
    name: 'e',
    doc: 'The number e, 2.71828: the base of ln and exp.',
    example: 'ln(x) / ln(e())',
    value: Math.E,
  }),
  binary({
    name: 'pow',
    doc: 'Power, written x ^ y; null for a negative x and a y that is not whole, and on overflow.',
    example: 'side ^ 2',
    kernel: kernels.pow,
    cases: [
      ['2 ^ 10', 1024],
      ['-2 ^ 2', -4],
      ['0 ^ -1', null],
      ['(-8) ^ 0.5', null],
      ['9 ^ 0.5', 3],
    ],
  }),
  unary({
    name: 'exp',
    doc: 'e to the power of x; null on overflow.',
    kernel: kernels.exp,
    cases: [
      ['exp(0)', 1],
      ['exp(1000)', null],
    ],
  }),
  unary({
    name: 'ln',
    doc: 'Natural logarithm; null at and below 0.',
    kernel: ln,
    cases: [
      ['ln(1)', 0],
      ['ln(0)', null],
    ],
  }),
  unary({
    name: 'log2',
    doc: 'Logarithm to base 2.',
    kernel: kernels.log2,
    cases: [
      ['log2(8)', 3],
      ['log2(-1)', null],
    ],
  }),
  unary({ name: 'log10', doc: 'Logarithm to base 10.', kernel: kernels.log10, cases: [['log10(1000)', 3]] }),
  unary({
    name: 'log1p',
    doc: 'ln(1 + x), exact near 0: the usual transform of skewed amounts.',
    kernel: kernels.log1p,
    cases: [
      ['log1p(0)', 0],
      ['log1p(-1)', null],
    ],
  }),
  unary({
    name: 'expm1',
    doc: 'exp(x) - 1, exact near 0: undoes log1p.',
    kernel: kernels.expm1,
    cases: [['expm1(0)', 0]],
  }),
  {
    name: 'log',
    group: 'mathematics',
    doc: 'Logarithm to a fixed base above 0 that is not 1.',
    example: 'log(x, 3)',
    overloads: [
      flowing({
        args: ['number'],
        constants: [
          numberConstant({
            name: 'base',
            kind: 'base',
            what: 'a number above 0 that is not 1',
            accepts: (value) => value > 0 && value !== 1,
          }),
        ],
        returns: 'number',
        sql: (b, [x], [base]) => b.finite(sql`(${b.kernel('mr_ln', x)} / ${numberSql(ln(base))})`),
        js: ([base]) => {
          const divisor = ln(base);
          return (x) => finite(ln(x) / divisor);
        },
      }),
    ],
    cases: [['round(log(81, 3), 9)', 4]],
  },
  unary({
    name: 'sin',
    doc: 'Sine of radians; null beyond 2^20.',
    kernel: trigonometry.sin,
    cases: [
      ['sin(0)', 0],
      ['sin(1e7)', null],
    ],
  }),
  unary({ name: 'cos', doc: 'Cosine of radians; null beyond 2^20.', kernel: trigonometry.cos, cases: [['cos(0)', 1]] }),
  unary({
    name: 'tan',
    doc: 'Tangent of radians; null beyond 2^20.',
    kernel: trigonometry.tan,
    cases: [['tan(0)', 0]],
  }),
  unary({
    name: 'asin',
    doc: 'Arc sine; null outside -1 to 1.',
    kernel: trigonometry.asin,
    cases: [
      ['asin(0)', 0],
      ['asin(2)', null],
    ],
  }),
  unary({ name: 'acos', doc: 'Arc cosine; null outside -1 to 1.', kernel: trigonometry.acos, cases: [['acos(1)', 0]] }),
  unary({ name: 'atan', doc: 'Arc tangent in radians.', kernel: trigonometry.atan, cases: [['atan(0)', 0]] }),
  binary({
    name: 'atan2',
    doc: 'Angle of the point (x, y), given as atan2(y, x).',
    example: 'atan2(dy, dx)',
    kernel: trigonometry.atan2,
    cases: [
      ['atan2(0, -1)', Math.PI],
      ['atan2(0, 0)', 0],
    ],
  }),
  unary({
    name: 'cbrt',
    doc: 'Cube root, also of negative numbers.',
    kernel: kernels.cbrt,
    cases: [['cbrt(-27)', -3]],
  }),
  unary({
    name: 'tanh',
    doc: 'Hyperbolic tangent.',
    kernel: kernels.tanh,
    cases: [
      ['tanh(0)', 0],
      ['tanh(100)', 1],
    ],
  }),
  unary({
    name: 'sigmoid',
    doc: 'Logistic function 1 / (1 + exp(-x)).',
    kernel: kernels.sigmoid,
    cases: [
      ['sigmoid(0)', 0.5],
      ['sigmoid(-1000)', 0],
    ],
  }),
  unary({
    name: 'logit',
    doc: 'ln(p / (1 - p)): undoes sigmoid; null outside 0 to 1.',
    kernel: kernels.logit,
    cases: [
      ['logit(0.5)', 0],
      ['logit(1)', null],
    ],
  }),
  cycle('cycle_sin', trigonometry.cycleSin, 1),
  cycle('cycle_cos', trigonometry.cycleCos, 0),
];

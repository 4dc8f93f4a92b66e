import type { Expression, ExpressionNode } from './ast';
import { isoDate, isoTimestamp, readIsoDate, readIsoTimestamp } from './calendar';
import { comparisons, isKeyword, powers, products, sums } from './operators';
import { FormulaMistake, mistake, type Token, tokenise } from './tokens';
import { type ExpressionError, limits } from './types';

export type Span = { from: number; to: number };

/** Where each node stood in the formula, by identity of the node. */
export type ExpressionSpans = ReadonlyMap<ExpressionNode, Span>;

export type ParseResult =
  | { ok: true; expression: Expression; spans: ExpressionSpans }
  | { ok: false; error: ExpressionError };

/** Reads a formula. Stops at the first mistake; names of columns and functions are not looked up here. */
export function parseExpression(formula: string): ParseResult {
  try {
    const parser = new Parser(tokenise(formula));
    return { ok: true, expression: { v: 1, root: parser.formula() }, spans: parser.spans };
  } catch (error) {
    if (error instanceof FormulaMistake) return { ok: false, error: error.detail };
    throw error;
  }
}

/** How a condition chooses between values. */
const ifForms = 'Write if(condition, then, else), or case when condition then value else other end.';

/** Recursive descent, one method per level of precedence. */
class Parser {
  readonly spans = new Map<ExpressionNode, Span>();
  private at = 0;
  private depth = 0;
  private nodes = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  formula(): ExpressionNode {
    const root = this.expression();
    const rest = this.peek();
    if (rest.kind !== 'end')
      this.expected(
        'an operator or the end of the formula',
        this.ifWithoutBrackets(root) ?? 'Is a comma or an operator missing?',
      );
    return root;
  }

  /** "if a then b else c", as other languages have it: `if` was read as the name of a column. */
  private ifWithoutBrackets(read: ExpressionNode): string | null {
    const isIf = read.k === 'col' && read.name.toLowerCase() === 'if';
    return isIf || this.isWord('then') || this.isWord('else') ? ifForms : null;
  }

  private peek(offset = 0): Token {
    // The last token is always `end`, so reading past it repeats it.
    return this.tokens[Math.min(this.at + offset, this.tokens.length - 1)] as Token;
  }

  private expected(what: string, hint: string): never {
    const token = this.peek();
    const seen = token.kind === 'end' ? 'the end of the formula' : 'value' in token ? `“${token.value}”` : '';
    return mistake({
      code: 'expected',
      from: token.from,
      to: token.to,
      message: `Expected ${what}, found ${seen}.`,
      hint,
    });
  }

  private symbol(value: string): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.value !== value) return false;
    this.at += 1;
    return true;
  }

  private need(value: string): void {
    if (!this.symbol(value))
      this.expected(`“${value}”`, 'Every bracket needs its partner, and arguments a comma between.');
  }

  private isWord(word: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token.kind === 'name' && !token.quoted && token.value.toLowerCase() === word;
  }

  private word(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += 1;
    return true;
  }

  private needWord(word: string): void {
    if (!this.word(word))
      this.expected(`“${word}”`, 'The form is: case when … then … else … end, and x between … and ….');
  }

  private operator(table: ReadonlyMap<string, string>): string | undefined {
    const token = this.peek();
    const fn = token.kind === 'symbol' ? table.get(token.value) : undefined;
    if (fn !== undefined) this.at += 1;
    return fn;
  }

  private mark<N extends ExpressionNode>(node: N, from: number): N {
    this.nodes += 1;
    const to = this.tokens[this.at - 1]?.to ?? from;
    if (this.nodes > limits.nodes) {
      mistake({
        code: 'too-large',
        from,
        to,
        message: `The formula has more than ${limits.nodes} parts.`,
        hint: 'Split it into several columns, each a formula of its own.',
      });
    }
    this.spans.set(node, { from, to });
    return node;
  }

  private call(fn: string, args: ExpressionNode[], from: number): ExpressionNode {
    return this.mark({ k: 'call', fn, args }, from);
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > limits.depth) {
      const { from, to } = this.peek();
      mistake({
        code: 'too-deep',
        from,
        to,
        message: `The formula is nested deeper than ${limits.depth} levels.`,
        hint: 'Compute the inner part as a column of its own and use that column here.',
      });
    }
    const result = read();
    this.depth -= 1;
    return result;
  }

  private expression(): ExpressionNode {
    return this.deeper(() => this.or());
  }

  private or(): ExpressionNode {
    const { from } = this.peek();
    let left = this.and();
    while (this.word('or')) left = this.call('or', [left, this.and()], from);
    return left;
  }

  private and(): ExpressionNode {
    const { from } = this.peek();
    let left = this.not();
    while (this.word('and')) left = this.call('and', [left, this.not()], from);
    return left;
  }

  private not(): ExpressionNode {
    const { from } = this.peek();
    if (!this.word('not')) return this.comparison();
    return this.call('not', [this.deeper(() => this.not())], from);
  }

  private comparison(): ExpressionNode {
    const { from } = this.peek();
    const left = this.coalesce();
    const result = this.comparisonTail(left, from);
    if (result !== left && this.startsComparison()) {
      const token = this.peek();
      mistake({
        code: 'chained',
        from: token.from,
        to: token.to,
        message: 'Comparisons cannot be chained.',
        hint: this.joinsBefore()
          ? 'Between conditions write a or b: || joins texts.'
          : 'Write a < b and b < c, or x between a and c; put brackets around a comparison that is itself compared.',
      });
    }
    return result;
  }

  /** Two bars, which other languages write between conditions, bind closer than a comparison. */
  private joinsBefore(): boolean {
    return this.tokens.slice(0, this.at).some((token) => token.kind === 'symbol' && token.value === '||');
  }

  private startsComparison(): boolean {
    const token = this.peek();
    if (token.kind === 'symbol') return comparisons.has(token.value);
    if (this.isWord('not')) return this.isWord('in', 1) || this.isWord('between', 1);
    return this.isWord('in') || this.isWord('between') || this.isWord('is');
  }

  private comparisonTail(left: ExpressionNode, from: number): ExpressionNode {
    const fn = this.operator(comparisons);
    if (fn !== undefined) return this.call(fn, [left, this.coalesce()], from);
    if (this.word('is')) {
      const negated = this.word('not');
      this.needWord('null');
      return this.negate(this.call('is_null', [left], from), negated, from);
    }
    if (!this.startsComparison()) return left;
    const negated = this.word('not');
    if (this.word('in')) {
      const start = this.peek().from;
      this.need('(');
      const items = this.arguments(')');
      return this.negate(this.call('in', [left, this.mark({ k: 'list', items }, start)], from), negated, from);
    }
    this.needWord('between');
    const low = this.coalesce();
    this.needWord('and');
    return this.negate(this.call('between', [left, low, this.coalesce()], from), negated, from);
  }

  private negate(node: ExpressionNode, negated: boolean, from: number): ExpressionNode {
    return negated ? this.call('not', [node], from) : node;
  }

  private coalesce(): ExpressionNode {
    const { from } = this.peek();
    const left = this.sum();
    if (!this.symbol('??')) return left;
    return this.call('coalesce', [left, this.deeper(() => this.coalesce())], from);
  }

  private sum(): ExpressionNode {
    const { from } = this.peek();
    let left = this.product();
    for (let fn = this.operator(sums); fn !== undefined; fn = this.operator(sums)) {
      left = this.call(fn, [left, this.product()], from);
    }
    return left;
  }

  private product(): ExpressionNode {
    const { from } = this.peek();
    let left = this.sign();
    for (let fn = this.operator(products); fn !== undefined; fn = this.operator(products)) {
      left = this.call(fn, [left, this.sign()], from);
    }
    return left;
  }

  private sign(): ExpressionNode {
    const { from } = this.peek();
    if (this.symbol('+')) return this.deeper(() => this.sign());
    if (!this.symbol('-')) return this.power();
    const operand = this.deeper(() => this.sign());
    // A signed literal is one constant; 0 - v turns -0 into 0.
    if (operand.k === 'num') return this.mark({ k: 'num', v: 0 - operand.v, int: operand.int }, from);
    return this.call('neg', [operand], from);
  }

  private power(): ExpressionNode {
    const { from } = this.peek();
    const base = this.postfix();
    if (this.operator(powers) === undefined) return base;
    return this.call('pow', [base, this.deeper(() => this.sign())], from);
  }

  private postfix(): ExpressionNode {
    const { from } = this.peek();
    let value = this.primary();
    while (this.symbol('[')) {
      const index = this.expression();
      this.need(']');
      value = this.call('get', [value, index], from);
    }
    return value;
  }

  private primary(): ExpressionNode {
    const token = this.peek();
    switch (token.kind) {
      case 'number':
        this.at += 1;
        return this.mark({ k: 'num', v: token.value, int: token.whole }, token.from);
      case 'text':
        this.at += 1;
        return this.mark({ k: 'text', v: token.value }, token.from);
      case 'name':
        return token.quoted ? this.column(token.value, token.from) : this.named(token.value, token.from);
      case 'symbol':
        return this.bracketed(token.from);
      case 'end':
        return this.expected('a value', 'A value is a number, a text in quotes, a column or a function call.');
    }
  }

  private column(name: string, from: number): ExpressionNode {
    this.at += 1;
    return this.mark({ k: 'col', name }, from);
  }

  private bracketed(from: number): ExpressionNode {
    if (this.symbol('(')) {
      const inner = this.expression();
      this.need(')');
      return inner;
    }
    if (this.symbol('[')) return this.mark({ k: 'list', items: this.arguments(']') }, from);
    if (this.symbol('{')) return this.map(from);
    return this.expected('a value', 'A value is a number, a text in quotes, a column or a function call.');
  }

  private arguments(close: string): ExpressionNode[] {
    const items: ExpressionNode[] = [];
    if (this.symbol(close)) return items;
    do items.push(this.expression());
    while (this.symbol(','));
    this.need(close);
    return items;
  }

  private map(from: number): ExpressionNode {
    const items: [string, ExpressionNode][] = [];
    if (!this.symbol('}')) {
      do {
        const key = this.peek();
        if (key.kind !== 'text') this.expected('a key in quotes', "A map is written {'key': value, 'other': value}.");
        else {
          this.at += 1;
          this.need(':');
          items.push([key.value, this.expression()]);
        }
      } while (this.symbol(','));
      this.need('}');
    }
    return this.mark({ k: 'map', items }, from);
  }

  private named(name: string, from: number): ExpressionNode {
    const lower = name.toLowerCase();
    const next = this.peek(1);
    if (lower === 'true' || lower === 'false') {
      this.at += 1;
      return this.mark({ k: 'bool', v: lower === 'true' }, from);
    }
    if (lower === 'null') {
      this.at += 1;
      return this.mark({ k: 'null' }, from);
    }
    if (lower === 'case') return this.cases(from);
    if (isKeyword(lower))
      return this.expected('a value', `“${name}” is a keyword; a column of that name goes in backticks.`);
    if (next.kind === 'symbol' && next.value === '(') {
      this.at += 2;
      return this.call(lower, this.arguments(')'), from);
    }
    if ((lower === 'date' || lower === 'timestamp') && next.kind === 'text') return this.time(lower, next.value, from);
    return this.column(name, from);
  }

  private cases(from: number): ExpressionNode {
    this.at += 1;
    const when: [ExpressionNode, ExpressionNode][] = [];
    if (!this.isWord('when')) this.expected('“when”', 'The form is: case when … then … else … end.');
    while (this.word('when')) {
      const condition = this.expression();
      this.needWord('then');
      when.push([condition, this.expression()]);
    }
    const otherwise = this.word('else') ? this.expression() : null;
    this.needWord('end');
    return this.mark({ k: 'case', when, else: otherwise }, from);
  }

  private time(kind: 'date' | 'timestamp', text: string, from: number): ExpressionNode {
    this.at += 2;
    const value = kind === 'date' ? readIsoDate(text) : readIsoTimestamp(text);
    if (Number.isNaN(value)) {
      mistake({
        code: 'bad-format',
        from,
        to: this.tokens[this.at - 1]?.to ?? from,
        message: `“${text}” is not a ${kind}.`,
        hint:
          kind === 'date' ? "Write date '2024-01-31'." : "Write timestamp '2024-01-31T12:00:00Z', with Z or an offset.",
      });
    }
    const node: ExpressionNode =
      kind === 'date' ? { k: 'date', v: isoDate(value) } : { k: 'timestamp', v: isoTimestamp(value) };
    return this.mark(node, from);
  }
}

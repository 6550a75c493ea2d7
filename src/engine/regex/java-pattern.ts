import { runInNewContext } from 'node:vm';
import { RE2JS } from 're2js';
import { EngineError, LimitExceeded } from '../limits/engine-error.js';
import { WorkBudget } from '../limits/work-budget.js';
import { withoutJavaClasses } from './java-classes.js';

const MAX_LENGTH = 1_000;
/** Time for one search of an expression that only a backtracking engine can run. */
const MAX_SEARCH_MS = 100;
/** Work that costs one step of the budget: length of the text × length of the expression. */
const PAIRS_PER_STEP = 20;

/** A place that an expression matches; the first group is the whole match. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/**
 * A regular expression in Java's syntax. It runs in linear time (RE2). An expression with look-around or back-references
 * runs in JavaScript's backtracking engine instead, which is stopped after `MAX_SEARCH_MS`.
 */
export class JavaPattern {
  private readonly source: string;
  private readonly linear: RE2JS | undefined;

  /**
   * @param flags Java's flags: `i`, `m`, `s`
   * @throws EngineError for an expression that neither engine supports
   */
  constructor(
    source: string,
    private readonly flags = '',
  ) {
    if (source.length > MAX_LENGTH)
      throw new EngineError(`The regular expression is longer than ${MAX_LENGTH} characters`);
    this.source = withoutJavaClasses(source);
    this.linear = this.compile();
  }

  /** Returns whether the expression matches the whole text. @throws LimitExceeded */
  matches(text: string, budget: WorkBudget): boolean {
    this.spend(text, budget);
    if (this.linear !== undefined) return this.linear.matches(text);
    return this.backtrack('new RegExp(`^(?:${source})$`, flags).test(text)', text) === true;
  }

  /** Returns all matches from left to right. @throws LimitExceeded */
  findAll(text: string, budget: WorkBudget): readonly Match[] {
    this.spend(text, budget);
    if (this.linear === undefined) return JSON.parse(String(this.backtrack(FIND_ALL, text))) as Match[];
    const matcher = this.linear.matcher(text);
    const matches: Match[] = [];
    while (matcher.find()) {
      budget.spend();
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
      matches.push({ start: matcher.start(), end: matcher.end(), groups });
    }
    return matches;
  }

  private spend(text: string, budget: WorkBudget): void {
    budget.spend(1 + Math.ceil((text.length * this.source.length) / PAIRS_PER_STEP));
  }

  private compile(): RE2JS | undefined {
    const has = (flag: string, value: number): number => (this.flags.includes(flag) ? value : 0);
    const flags = has('i', RE2JS.CASE_INSENSITIVE) | has('m', RE2JS.MULTILINE) | has('s', RE2JS.DOTALL);
    try {
      return RE2JS.compile(this.source, flags);
    } catch {
      this.checkSyntax();
      return undefined;
    }
  }

  private checkSyntax(): void {
    try {
      new RegExp(this.source);
    } catch {
      throw new EngineError(`/${this.source}/ is not a regular expression`);
    }
  }

  private backtrack(script: string, text: string): unknown {
    try {
      const sandbox = { source: this.source, flags: this.flags.replace(/[^ims]/g, ''), text };
      return runInNewContext(script, sandbox, { timeout: MAX_SEARCH_MS });
    } catch {
      throw new LimitExceeded(`The regular expression /${this.source}/ takes longer than ${MAX_SEARCH_MS} ms`);
    }
  }
}

const FIND_ALL = `JSON.stringify([...text.matchAll(new RegExp(source, flags + 'g'))].map((match) => (
  { start: match.index, end: match.index + match[0].length, groups: [...match].map((group) => group ?? undefined) })))`;

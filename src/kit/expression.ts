import { createRequire } from 'node:module';
import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { z } from 'zod';

/** How much an expression may hold: it is read once and asked of every alert. */
const longest = 1000;
const mostNodes = 100;

/** A condition or computation in the Common Expression Language (https://cel.dev), compiled. */
export interface Expression {
  readonly text: string;
  /** Its value for these variables; `undefined` where something that it asks for is not there. @throws Error saying what it cannot do with them. */
  readonly of: (variables: Readonly<Record<string, unknown>>) => unknown;
}

/**
 * Reads an expression over these variables. CEL has no loops of its own and no side effects; besides, an expression is short, walks through at most one
 * list, and matches no patterns, because either could be made to take long by whoever writes what it is asked of. A mistake is named with its place.
 */
export function expressionOver(...variables: readonly string[]) {
  return z
    .string()
    .min(1)
    .max(longest)
    .transform((text, context): Expression => {
      try {
        return compiled(text, variables);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    });
}

function compiled(text: string, variables: readonly string[]): Expression {
  const parsed = parse(text, variables);
  const { valid, error } = parsed.check();
  if (!valid) throw new Error(sentenceOf(error));
  refuseSlow(parsed.ast);
  return {
    text,
    of: (values) => {
      try {
        return plain(parsed(values));
      } catch (failure) {
        if (isAbsence(failure)) return undefined;
        throw new Error(`${text}: ${sentenceOf(failure)}`);
      }
    },
  };
}

function parse(text: string, variables: readonly string[]): ParseResult {
  try {
    return environmentOf(variables).parse(text);
  } catch (error) {
    throw new Error(sentenceOf(error));
  }
}

/** Loaded when the first expression is met: most teams write none, and it would cost every start some milliseconds. */
function environmentOf(variables: readonly string[]): Environment {
  const { Environment: Cel } = createRequire(import.meta.url)('@marcbachmann/cel-js') as { readonly Environment: typeof Environment };
  const limits = { maxAstNodes: mostNodes, maxDepth: 20, maxListElements: 50, maxMapEntries: 50, maxCallArguments: 8 };
  const environment = new Cel({ homogeneousAggregateLiterals: false, enableOptionalTypes: true, limits });
  for (const name of variables) environment.registerVariable(name, 'dyn');
  // A number in JSON is a double; nobody should have to write 10.0 for ten.
  for (const [sign, compute] of arithmetic) {
    environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => compute(a, Number(b)));
    environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => compute(Number(a), b));
  }
  return environment;
}

const arithmetic = [
  ['+', (a: number, b: number) => a + b],
  ['-', (a: number, b: number) => a - b],
  ['*', (a: number, b: number) => a * b],
  ['/', (a: number, b: number) => a / b],
] as const;

const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** @throws Error when it could take longer than a walk through one list. */
function refuseSlow(node: ASTNode, insideMacro = false): void {
  const macro = node.op === 'rcall' && macros.has(node.args[0]);
  if (node.op === 'rcall' && node.args[0] === 'matches') {
    throw new Error('patterns are not read here; write contains(), startsWith() or endsWith()');
  }
  if (macro && insideMacro) throw new Error('a walk through a list cannot stand inside another one');
  for (const inner of nodesIn(node.args)) refuseSlow(inner, insideMacro || macro);
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

/** What it came to, as it would stand in JSON. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date ? value.toISOString() : value;
}

function isAbsence(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === 'no_such_key';
}

function sentenceOf(failure: unknown): string {
  const { summary, range, message } = failure as {
    readonly summary?: string;
    readonly range?: { readonly start: number };
    readonly message?: string;
  };
  const what = summary ?? message ?? String(failure);
  return range === undefined ? what : `character ${range.start + 1}: ${what}`;
}

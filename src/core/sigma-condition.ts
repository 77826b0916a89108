/** Whether the search identifiers of a detection that hold are enough. */
export type Condition = (holds: (identifier: string) => boolean) => boolean;

/** What cannot be read as a condition, as a sentence that says what may stand there. */
export class ConditionError extends Error {}

const words = /\s*(\(|\)|[\w*-]+|\S)/y;

/**
 * Reads a Sigma condition: identifiers, `and`, `or`, `not`, brackets, `1 of …` and `all of …` with `them` or a pattern such as `selection_*`.
 * https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition
 * @throws ConditionError for anything else, aggregation with `|` and unknown identifiers included.
 */
export function readCondition(text: string, identifiers: readonly string[]): Condition {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at]?.toLowerCase();
  const take = () => tokens[at++] ?? '';

  const either = (): Condition => {
    const parts = [both()];
    while (next() === 'or') {
      at += 1;
      parts.push(both());
    }
    return parts.length === 1 && parts[0] ? parts[0] : (holds) => parts.some((part) => part(holds));
  };
  const both = (): Condition => {
    const parts = [single()];
    while (next() === 'and') {
      at += 1;
      parts.push(single());
    }
    return parts.length === 1 && parts[0] ? parts[0] : (holds) => parts.every((part) => part(holds));
  };
  const single = (): Condition => {
    const word = take();
    if (word.toLowerCase() === 'not') {
      const inner = single();
      return (holds) => !inner(holds);
    }
    if (word === '(') {
      const inner = either();
      if (take() !== ')') throw new ConditionError('a bracket is not closed');
      return inner;
    }
    if ((word === '1' || word.toLowerCase() === 'all') && next() === 'of') {
      at += 1;
      return several(word === '1' ? 'some' : 'every', take());
    }
    if (!identifiers.includes(word)) throw new ConditionError(`there is no “${word}”; write one of: ${identifiers.join(', ')}`);
    return (holds) => holds(word);
  };
  const several = (how: 'some' | 'every', pattern: string): Condition => {
    const named =
      pattern.toLowerCase() === 'them'
        ? identifiers.filter((name) => !name.startsWith('_'))
        : identifiers.filter((name) => likeness(pattern).test(name));
    if (named.length === 0) throw new ConditionError(`nothing is called like “${pattern}”`);
    return (holds) => named[how](holds);
  };

  const condition = either();
  if (at < tokens.length) throw new ConditionError(`“${tokens[at]}” is not understood here; write and, or, not, 1 of, all of, and brackets`);
  return condition;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  words.lastIndex = 0;
  for (let found = words.exec(text); found?.[1] !== undefined; found = words.exec(text)) tokens.push(found[1]);
  if (tokens.length === 0) throw new ConditionError('it is empty; write the name of a selection');
  return tokens;
}

function likeness(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/[^\w*-]/g, '').replaceAll('*', '.*')}$`);
}

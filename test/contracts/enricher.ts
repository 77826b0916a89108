import { expect, test } from 'vitest';
import { observableKinds } from '../../src/core/observable.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import type { ClientId, EnricherDefinition } from '../../src/kit/define.ts';

/** An enricher whose data type is known to fit: its own schema has read the example. */
type AnyEnricher = EnricherDefinition<never, ClientId, unknown>;

/** What every enricher has to keep to. */
export function itKeepsTheEnricherContract(enricher: AnyEnricher, fileName: string): void {
  test('its id is its file name, and it looks at kinds that exist', () => {
    expect(enricher.kind).toBe('enricher');
    expect(enricher.id).toBe(fileName);
    expect(enricher.looksAt.length).toBeGreaterThan(0);
    expect(observableKinds).toEqual(expect.arrayContaining([...enricher.looksAt]));
  });

  test('whoever asks outside needs a client, and whoever needs a client asks outside', () => {
    expect(enricher.asksOutside).toBe(enricher.uses.length > 0);
  });

  test('it has examples', () => expect(enricher.examples.length).toBeGreaterThan(0));

  test.each(enricher.examples)('$name', ({ data, says }) => {
    const told = enricher.say(enricher.finding.parse(data));
    expect(told.says.map((sentence) => (sentence instanceof Untrusted ? sentence.raw() : sentence))).toEqual(says);
  });

  test.each(enricher.examples)('it is the same after it was kept and read back: $name', ({ data }) => {
    const kept: unknown = JSON.parse(JSON.stringify(enricher.finding.parse(data)));
    expect(enricher.finding.parse(kept)).toEqual(enricher.finding.parse(data));
  });
}

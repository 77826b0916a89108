import { expect, test } from 'vitest';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { readDelivery } from '../../src/kit/read-delivery.ts';

const receivedAt = '2026-03-14T03:00:00.000Z';
const asItIs = (text: string) => text;

/** As it would have been read from `sources/<id>.yml`. */
function setAs(source: SourceDefinition, options: unknown): unknown {
  return options === undefined ? undefined : source.options?.parse(options);
}

/** What every source has to keep to. `fileName` is the definition's file without its ending. */
export function itKeepsTheSourceContract(source: SourceDefinition, fileName: string): void {
  test('its id is its file name', () => {
    expect(source.kind).toBe('source');
    expect(source.id).toBe(fileName);
  });

  test('it is not unsigned, and its documentation is a page', () => {
    expect(source.signedBy).not.toBe('unsigned');
    expect(source.documentation).toMatch(/^https:\/\//);
  });

  test.each(source.examples)('$name', ({ payload, headers = {}, options, alerts }) => {
    const rawBody = Buffer.from(JSON.stringify(payload));
    const read = readDelivery(source, { rawBody, headers, receivedAt, options: setAs(source, options), redact: asItIs });
    expect(read).not.toHaveProperty('problems');
    const found: unknown = JSON.parse(JSON.stringify('alerts' in read ? read.alerts : []));
    expect(found).toHaveLength(alerts.length);
    expect(found).toMatchObject(alerts);
  });

  test.each(source.examples)('the same bytes say the same twice: $name', ({ payload, headers = {}, options }) => {
    const read = () =>
      JSON.stringify(readDelivery(source, { rawBody: Buffer.from(JSON.stringify(payload)), headers, receivedAt, options, redact: asItIs }));
    expect(read()).toBe(read());
  });

  test('what makes no sense to it becomes problems with a path, never an exception', () => {
    for (const nonsense of [
      'null',
      '42',
      '"text"',
      '[]',
      '[null]',
      '{"data":{"events":[{}]}}',
      '{"alerts":[{"status":7}]}',
      '{"detail-type":"GuardDuty Finding"}',
    ]) {
      const read = readDelivery(source, { rawBody: Buffer.from(nonsense), headers: {}, receivedAt, options: undefined, redact: asItIs });
      if ('problems' in read) expect(read.problems.every(({ message }) => message !== '' && !message.includes('could not read'))).toBe(true);
    }
  });
}

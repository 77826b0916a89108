import { beforeEach, expect, test } from 'vitest';
import { ConnectorError } from '../../src/core/errors.ts';
import type { Notice } from '../../src/core/notice.ts';
import type { ClientId, Clients, NotifierDefinition } from '../../src/kit/define.ts';
import type { SystemId } from '../../src/workspace/range/system.ts';
import type { RangeVendors } from './range-vendors.ts';

const notice: Notice = {
  key: 'i-abc-inc-7-critical',
  stage: 'open',
  severity: 'critical',
  summary: 'INC-7 is rated critical (score 97)',
  lines: ['What happened.', 'What it means.', 'What to do: “take” it – at once.'],
  link: 'https://firebreak.acme.example/incidents/INC-7',
  at: '2026-03-14T02:11:09.000Z',
};

/** What every notifier has to keep to, tried on the practice range. `system` is the range's name for the other side. */
export function itKeepsTheNotifierContract(notifier: NotifierDefinition, fileName: string, system: SystemId, vendors: () => RangeVendors): void {
  let client: Clients[ClientId];
  beforeEach(() => {
    vendors().range.reset();
    client = vendors().connect().clients[notifier.uses];
  });
  const seen = () =>
    vendors()
      .range.state()
      .find(({ id }) => id === system)?.rows ?? [];
  const words = () => JSON.stringify(seen());
  const attempts = () => vendors().range.requests.filter((request) => request.system === system);

  test('its id is its file name', () => {
    expect(notifier.kind).toBe('notifier');
    expect(notifier.id).toBe(fileName);
  });

  test('a page arrives with its summary and every line', async () => {
    await notifier.notify(notice, client);
    expect(seen()).toHaveLength(1);
    for (const said of [notice.summary, ...notice.lines]) expect(words()).toContain(said);
  });

  test('the same page twice is one page', async () => {
    await notifier.notify(notice, client);
    await notifier.notify(notice, client);
    expect(new Set(seen().map(({ id }) => id)).size).toBe(1);
  });

  test('what becomes of a page is said there too', async () => {
    const open = () => words();
    await notifier.notify(notice, client);
    const atFirst = open();
    await notifier.notify({ ...notice, stage: 'taken' }, client);
    const taken = open();
    await notifier.notify({ ...notice, stage: 'over' }, client);
    expect(new Set([atFirst, taken, open()]).size).toBe(3);
  });

  test('an answer that gets lost is unknown, and saying it again is safe', async () => {
    vendors().range.faults.next({ system, drop: 'after' });
    await expect(notifier.notify(notice, client)).rejects.toMatchObject({ unknown: true });
    await notifier.notify(notice, client);
    expect(new Set(seen().map(({ id }) => id)).size).toBe(1);
  });

  test('one call sends once: whoever asked decides what is next', async () => {
    vendors().range.faults.next({ system, status: 500, times: 5 });
    await expect(notifier.notify(notice, client)).rejects.toBeInstanceOf(ConnectorError);
    expect(attempts()).toHaveLength(1);
  });

  test('what is refused for now may be tried again', async () => {
    vendors().range.faults.next({ system, status: system === 'mail' ? 451 : 429 });
    await expect(notifier.notify(notice, client)).rejects.toMatchObject({ retryable: true, unknown: false });
  });

  test('what is refused for good says so', async () => {
    vendors().range.faults.next({ system, status: system === 'mail' ? 550 : 400 });
    await expect(notifier.notify(notice, client)).rejects.toMatchObject({ retryable: false, unknown: false });
  });

  test('nothing secret is logged', async () => {
    vendors().forget();
    vendors().range.faults.next({ system, status: 500 });
    await notifier.notify(notice, client).catch(() => undefined);
    await notifier.notify(notice, client);
    const { settings } = vendors().range;
    const secrets = [settings.PAGERDUTY_ROUTING_KEY, settings.NOTIFY_WEBHOOK_SECRET, new URL(settings.SMTP_URL ?? '').password];
    for (const secret of secrets) expect(vendors().logged.join('\n')).not.toContain(secret);
  });
}

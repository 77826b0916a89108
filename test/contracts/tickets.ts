import { beforeEach, expect, test } from 'vitest';
import { ConnectorError } from '../../src/core/errors.ts';
import type { ClientId, Clients, TicketsDefinition, TicketText } from '../../src/kit/define.ts';
import type { SystemId } from '../../src/workspace/range/system.ts';
import type { RangeVendors } from './range-vendors.ts';

const text: TicketText = {
  summary: 'INC-1: Account of Alex Kim\ntaken over',
  sections: [
    {
      heading: 'What happened',
      lines: ['Five failed sign-ins from 203[.]0[.]113[.]7', '', 'h1. [evil|https://evil.example] !https://evil.example/x.png! <b>@all</b>'],
    },
    { heading: 'Who', lines: ['Alex Kim'] },
  ],
  link: 'https://firebreak.acme.example/incidents/INC-1',
};

/** The same case later: it has another name, and more is known. */
const grown: TicketText = {
  ...text,
  summary: 'INC-1: Payroll data of everybody has left',
  sections: [...text.sections, { heading: 'What is not known', lines: ['Where to'] }],
};

/** What every ticket system has to keep to, tried on the practice range. `system` is the range's name for it. */
export function itKeepsTheTicketsContract(tickets: TicketsDefinition, fileName: string, system: SystemId, vendors: () => RangeVendors): void {
  let client: Clients[ClientId];
  beforeEach(() => {
    vendors().range.reset();
    client = vendors().connect().clients[tickets.uses];
  });
  const creations = () => vendors().range.requests.filter(({ method, path, status }) => method === 'POST' && /\/issue$/.test(path) && status !== 500);
  const comments = () => vendors().range.requests.filter(({ method, path }) => method === 'POST' && /\/comment$/.test(path));

  test('its id is its file name', () => {
    expect(tickets.kind).toBe('tickets');
    expect(tickets.id).toBe(fileName);
  });

  test('nothing is found before it was opened; then the same ticket is, by its key', async () => {
    expect(await tickets.find('abc-inc-1', client)).toBeUndefined();
    const ticket = await tickets.open(text, 'abc-inc-1', client);
    expect(ticket).toEqual({ key: expect.any(String), url: expect.stringMatching(/^https?:\/\//) });
    expect(await tickets.find('abc-inc-1', client)).toEqual(ticket);
    expect(await tickets.find('abc-inc-2', client)).toBeUndefined();
  });

  test('opening twice with one key makes one ticket', async () => {
    const ticket = await tickets.open(text, 'abc-inc-1', client);
    expect(await tickets.open(text, 'abc-inc-1', client)).toEqual(ticket);
    expect(creations()).toHaveLength(1);
  });

  test('says where a ticket stands, and that it is at its end once it was closed', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    expect(await tickets.state(key, client)).toEqual({ name: expect.any(String), done: false });
    const name = await tickets.close(key, client);
    expect(await tickets.state(key, client)).toEqual({ name, done: true });
  });

  test('relates a ticket to the one that it came from, as often as it is asked to', async () => {
    const whole = await tickets.open(text, 'abc-inc-1', client);
    const part = await tickets.open({ ...text, summary: 'Rotate the key' }, 'abc-inc-1-followup-1', client);
    await tickets.relate(part.key, whole.key, client);
    await tickets.relate(part.key, whole.key, client);
    const related = () => vendors().range.inspect.jira.issues.find(({ key }) => key === part.key)?.related;
    expect(related()).toEqual([whole.key]);
  });

  test('an answer that gets lost is unknown, and looking finds the ticket', async () => {
    vendors().range.faults.next({ system, method: 'POST', path: /\/issue$/, drop: 'after' });
    await expect(tickets.open(text, 'abc-inc-1', client)).rejects.toMatchObject({ unknown: true });
    expect(await tickets.find('abc-inc-1', client)).toBeDefined();
    await tickets.open(text, 'abc-inc-1', client);
    expect(creations()).toHaveLength(1);
  });

  test('a failing vendor is asked once only', async () => {
    vendors().range.faults.next({ system, method: 'POST', path: /\/issue$/, status: 500, times: 5 });
    await expect(tickets.open(text, 'abc-inc-1', client)).rejects.toBeInstanceOf(ConnectorError);
    expect(vendors().range.requests.filter(({ method, path }) => method === 'POST' && /\/issue$/.test(path))).toHaveLength(1);
  });

  test('what an alert says stays text: no markup, no link but to our own page', async () => {
    await tickets.open(text, 'abc-inc-1', client);
    const body = creations()[0]?.body ?? '';
    expect(body.match(/"href":"[^"]*"/g)).toEqual([`"href":"${text.link}"`]);
    expect(body).not.toMatch(/"type":"(?:mention|inlineCard|blockCard|media|emoji|table|codeBlock)"/);
    expect(body).toContain('INC-1: Account of Alex Kim taken over');
  });

  test('a text without end is cut, and says so', async () => {
    const long = {
      ...text,
      sections: [{ heading: 'Alerts', lines: Array.from({ length: 2_000 }, (_none, line) => `Alert ${line} says a good many words`) }],
    };
    expect(await tickets.open(long, 'abc-inc-1', client)).toBeDefined();
    expect(creations()[0]?.body).toContain('There is more');
  });

  test('a comment is written once, however often it is asked for', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    expect(await tickets.commented(key, 'abc-p-1-done', client)).toBe(false);
    await tickets.comment(key, ['Contained: suspend alex@acme.example.', ''], 'abc-p-1-done', client);
    await tickets.comment(key, ['Contained: suspend alex@acme.example.'], 'abc-p-1-done', client);
    expect(await tickets.commented(key, 'abc-p-1-done', client)).toBe(true);
    expect(await tickets.commented(key, 'abc-p-1-don', client)).toBe(false);
    await tickets.comment(key, ['Undone.'], 'abc-p-1-undone', client);
    expect(comments()).toHaveLength(2);
  });

  test('a comment whose answer got lost is not written again', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    vendors().range.faults.next({ system, method: 'POST', path: /\/comment$/, drop: 'after' });
    await expect(tickets.comment(key, ['Contained.'], 'abc-p-1-done', client)).rejects.toMatchObject({ unknown: true });
    await tickets.comment(key, ['Contained.'], 'abc-p-1-done', client);
    expect(comments()).toHaveLength(1);
  });

  test('the link to our page can be set twice and stands there once', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    await tickets.link(key, text, client);
    await tickets.link(key, text, client);
    expect(JSON.stringify(vendors().range.inspect[system]).split(`"url":"${text.link}"`)).toHaveLength(2);
  });

  test('what it reads is what was written, until it is revised; then it is that', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    expect(await tickets.read(key, client)).toBe(tickets.reading(text));
    expect(tickets.reading(grown)).not.toBe(tickets.reading(text));
    await tickets.revise(key, grown, client);
    await tickets.revise(key, grown, client);
    expect(await tickets.read(key, client)).toBe(tickets.reading(grown));
    expect(JSON.stringify(vendors().range.inspect[system])).toContain(grown.summary);
    expect(await tickets.find('abc-inc-1', client)).toMatchObject({ key });
    expect(creations()).toHaveLength(1);
  });

  test('a revision whose answer got lost shows when it is read', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    vendors().range.faults.next({ system, method: 'PUT', path: /./, drop: 'after' });
    await expect(tickets.revise(key, grown, client)).rejects.toMatchObject({ unknown: true });
    expect(await tickets.read(key, client)).toBe(tickets.reading(grown));
  });

  test('a text that is cut reads as it was cut', async () => {
    const long = { ...text, sections: [{ heading: 'Alerts', lines: Array.from({ length: 2_000 }, () => 'An alert that says a good many words') }] };
    const { key } = await tickets.open(long, 'abc-inc-1', client);
    expect(await tickets.read(key, client)).toBe(tickets.reading(long));
  });

  test('closing moves it to what is finished there, and again changes nothing', async () => {
    const { key } = await tickets.open(text, 'abc-inc-1', client);
    const word = await tickets.close(key, client);
    expect(word).toMatch(/\w/);
    const moved = vendors().range.requests.filter(({ method }) => method === 'POST').length;
    expect(await tickets.close(key, client)).toBe(word);
    expect(vendors().range.requests.filter(({ method }) => method === 'POST')).toHaveLength(moved);
  });
}

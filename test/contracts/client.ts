import { expect, test } from 'vitest';
import { ConfigurationError, ConnectorError } from '../../src/core/errors.ts';
import { connect } from '../../src/kit/connect.ts';
import type { ClientDefinition } from '../../src/kit/define.ts';
import type { RunHooks, RunTuning } from '../../src/kit/run.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const hooks: RunHooks = { log: silent, measure: () => {}, redact: (text) => text };
const tuning: RunTuning = { deadlineMs: 2_000, patienceMs: 2_000, failures: 5, halfOpenAfterMs: 100, backoffMs: 1 };

/** What every client has to keep to. `settings` are those of a vendor that works. */
export function itKeepsTheClientContract(client: ClientDefinition, fileName: string, settings: () => Readonly<Record<string, string>>): void {
  test('its id is its file name', () => {
    expect(client.kind).toBe('client');
    expect(client.id).toBe(fileName);
  });

  test('without settings it is absent and says by name which are missing', () => {
    const connection = connect(client, {}, hooks);
    expect(connection).toMatchObject({ absent: expect.arrayContaining([expect.stringMatching(/^[A-Z0-9_]+$/)]) });
  });

  test('an empty setting counts as missing', () => {
    const connection = connect(client, { ...settings(), ...Object.fromEntries(Object.keys(settings()).map((name) => [name, ' '])) }, hooks);
    expect(connection).toHaveProperty('absent');
  });

  test('a wrong address stops the boot and is named', () => {
    const [name] = Object.keys(settings()).filter((key) => key.startsWith(`${fileName.toUpperCase().replaceAll('-', '_')}_`) && key.endsWith('_URL'));
    if (name === undefined) throw new Error('no setting with an address');
    for (const wrong of ['vendor.example', 'http://vendor.example', 'https://me:secret@vendor.example', 'ftp://vendor.example']) {
      const attempt = () => connect(client, { ...settings(), [name]: wrong }, hooks);
      expect(attempt, wrong).toThrow(ConfigurationError);
      expect(attempt, wrong).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ path: name })] }));
    }
  });

  test('its probe says in a sentence that the settings work', async () => {
    const connection = connect(client, settings(), hooks, tuning);
    if ('absent' in connection) throw new Error(connection.absent.join(', '));
    expect(await client.probe(connection.client)).toMatch(/\w{2,}/);
  });

  const { ourselves } = client;
  test.skipIf(ourselves === undefined)('it says by which names we are known there', async () => {
    const connection = connect(client, settings(), hooks, tuning);
    if ('absent' in connection) throw new Error(connection.absent.join(', '));
    const names = await ourselves?.(connection.client);
    expect(names).not.toEqual([]);
    for (const name of names ?? []) expect(name).toMatch(/^\S+$/);
  });

  const { credential } = client;
  test.skipIf(credential === undefined)('a wrong token is refused in our words, naming the setting and never the token', async () => {
    const wrong = { ...settings(), [credential ?? '']: withWrongSecret(settings()[credential ?? ''] ?? '') };
    const connection = connect(client, wrong, hooks, tuning);
    if ('absent' in connection) throw new Error(connection.absent.join(', '));
    const error = await Promise.resolve(client.probe(connection.client)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ vendor: client.id, retryable: false, unknown: false, next: expect.stringContaining(credential ?? '') });
    expect(JSON.stringify([String(error), error, (error as Error).cause])).not.toContain('not-the-token-at-all');
  });
}

/** A token is replaced; in an address, its password or, where it has none, what stands last in its path. */
function withWrongSecret(credential: string): string {
  const wrong = 'not-the-token-at-all';
  if (!URL.canParse(credential)) return wrong;
  const url = new URL(credential);
  if (url.password === '') url.pathname = url.pathname.replace(/[^/]+$/, wrong);
  else url.password = wrong;
  return url.href;
}

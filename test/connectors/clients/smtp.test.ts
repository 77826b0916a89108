import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect, it, onTestFinished } from 'vitest';
import smtp from '../../../src/connectors/clients/smtp.ts';
import { connect } from '../../../src/kit/connect.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const hooks = { log: silent, measure: () => {}, redact: (text: string) => text };
const mail = { id: 'a-open', thread: 'a-open', subject: 'INC-7', text: 'What happened.' };

/** A mail server that takes everything, and remembers which passwords and mails it has seen. */
async function mailServer(options: SMTPServerOptions, host = '127.0.0.1') {
  const passwords: unknown[] = [];
  let mails = 0;
  const server = new SMTPServer({
    logger: false,
    ...options,
    onAuth: ({ password }, _session, answer) => {
      passwords.push(password);
      answer(null, { user: 'bot' });
    },
    onData: (stream, _session, answer) => {
      stream.resume();
      stream.on('end', () => {
        mails += 1;
        answer();
      });
    },
  });
  server.on('error', () => undefined);
  await once(server.listen(0, host), 'listening');
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { port, passwords, mails: () => mails };
}

function client(url: string, to = 'oncall@acme.example') {
  const connection = connect(smtp, { SMTP_URL: url, SMTP_FROM: 'firebreak@acme.example', SMTP_TO: to }, hooks);
  if ('absent' in connection) throw new Error(connection.absent.join(', '));
  return connection.client;
}

it.each(['smtp', 'smtps'])('over %s a server whose certificate nobody vouches for gets neither password nor mail', async (scheme) => {
  const { port, passwords, mails } = await mailServer({ secure: scheme === 'smtps' });
  await expect(client(`${scheme}://bot:secret-password@127.0.0.1:${port}`).send(mail)).rejects.toMatchObject({
    retryable: true,
    unknown: false,
    message: expect.stringContaining('not sent'),
  });
  expect([passwords, mails()]).toEqual([[], 0]);
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((card) => card?.family === 'IPv4' && !card.internal)?.address;

it.skipIf(outside === undefined)('beyond this machine a server that offers no TLS gets neither password nor mail', async () => {
  const { port, passwords, mails } = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true }, outside);
  await expect(client(`smtp://bot:secret-password@${outside}:${port}`).send(mail)).rejects.toMatchObject({ retryable: true });
  expect([passwords, mails()]).toEqual([[], 0]);
});

it('on this machine it does without TLS, and the mail goes to everybody named', async () => {
  const { port, passwords, mails } = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  await client(`smtp://bot:secret%2Dpassword@127.0.0.1:${port}`, 'one@acme.example, two@acme.example').send(mail);
  expect([passwords, mails()]).toEqual([['secret-password'], 1]);
});

it.each([
  ['SMTP_URL', { SMTP_URL: 'mail.acme.example' }],
  ['SMTP_URL', { SMTP_URL: 'smtps://mail.acme.example/inbox' }],
  ['SMTP_FROM', { SMTP_FROM: 'firebreak' }],
  ['SMTP_TO', { SMTP_TO: 'oncall@acme.example, nobody' }],
])('a wrong %s stops the start', (name, wrong) => {
  const right = { SMTP_URL: 'smtps://mail.acme.example', SMTP_FROM: 'firebreak@acme.example', SMTP_TO: 'oncall@acme.example' };
  expect(() => connect(smtp, { ...right, ...wrong }, hooks)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ path: name })] }),
  );
});

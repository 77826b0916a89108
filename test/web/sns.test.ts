import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import client from '../../src/connectors/clients/aws-sns.ts';
import type { Connection } from '../../src/kit/bot.ts';
import { connect } from '../../src/kit/connect.ts';
import type { ClientId } from '../../src/kit/define.ts';
import { serving } from './serving.ts';

const topic = 'arn:aws:sns:eu-central-1:111122223333:security';
const amazon = 'https://sns.eu-central-1.amazonaws.com';
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What Amazon serves to whoever subscribes: its key, and the page that confirms a subscription. */
const asked: string[] = [];
const sns = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end(request.url?.endsWith('.pem') ? keys.publicKey.export({ type: 'spki', format: 'pem' }) : '<ConfirmSubscriptionResponse/>');
});
beforeAll(() => new Promise<void>((resolve) => sns.listen(0, '127.0.0.1', resolve)));
afterAll(() => sns.close());
beforeEach(() => asked.splice(0));

type Message = Readonly<Record<string, string>>;
const notification = (fields: Message = {}): Message => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: topic,
  Message: 'The nightly backup failed.',
  Timestamp: new Date().toISOString(),
  SignatureVersion: '2',
  SigningCertURL: `${amazon}/SimpleNotificationService-1.pem`,
  ...fields,
});

/** Signed as Amazon signs it: names and values in alphabetical order, a line each. */
function signed(message: Message, algorithm = 'RSA-SHA256'): Message {
  const names = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('');
  return { ...message, Signature: createSign(algorithm).update(text).sign(keys.privateKey, 'base64') };
}

async function subscribed() {
  const settings = { AWS_SNS_TOPICS: topic, AWS_SNS_URL: `http://127.0.0.1:${(sns.address() as AddressInfo).port}` };
  const connection = connect(client, settings, { log: silent, measure: () => {}, redact: (text) => text });
  const { url, bot } = await serving({ connection: <Id extends ClientId>() => connection as unknown as Connection<Id> });
  const send = (message: Message) =>
    fetch(`${url}/hooks/aws-sns`, { method: 'POST', body: JSON.stringify(message), headers: { 'content-type': 'text/plain' } });
  return { bot, send };
}

describe('a message of SNS', () => {
  test.each([
    ['2', 'RSA-SHA256'],
    ['1', 'RSA-SHA1'],
  ])('signed by Amazon (version %s) is kept, and its repeat gets the same receipt', async (SignatureVersion, algorithm) => {
    const { send } = await subscribed();
    const message = signed(notification({ SignatureVersion, Subject: 'Backup' }), algorithm);
    const first = await send(message);
    expect(first.status).toBe(202);
    const receipt = await first.json();
    expect(receipt).toMatchObject({ alerts: 1, duplicates: 0 });
    expect(await (await send(message)).json()).toEqual(receipt);
    expect(asked).toEqual(['/SimpleNotificationService-1.pem']);
  });

  test.each([
    ['changed after it was signed', { ...signed(notification()), Message: 'All is well.' }],
    ['of a topic that nobody named', signed(notification({ TopicArn: 'arn:aws:sns:eu-central-1:999999999999:evil' }))],
    ['of two days ago', signed(notification({ Timestamp: new Date(Date.now() - 2 * 86_400_000).toISOString() }))],
    ['from ten minutes ahead', signed(notification({ Timestamp: new Date(Date.now() + 600_000).toISOString() }))],
    ['without a signature', notification()],
    ['that is none', { hello: 'there' }],
  ])('%s is refused', async (_what, message) => {
    const { send } = await subscribed();
    expect((await send(message)).status).toBe(401);
  });

  test.each([
    `https://sns.eu-central-1.amazonaws.com.evil.example/a.pem`,
    'https://evil.example/sns.eu-central-1.amazonaws.com/a.pem',
    'http://sns.eu-central-1.amazonaws.com/a.pem',
    'https://sns.eu-central-1.amazonaws.com@evil.example/a.pem',
  ])('whose certificate would stand at %s makes us ask nobody', async (SigningCertURL) => {
    const { send } = await subscribed();
    expect((await send(signed(notification({ SigningCertURL })))).status).toBe(401);
    expect(asked).toEqual([]);
  });

  test('that asks whether we want to subscribe is answered by a call back, once it is proven', async () => {
    const { send } = await subscribed();
    const question = { Type: 'SubscriptionConfirmation', Token: 't-1', SubscribeURL: `${amazon}/?Action=ConfirmSubscription&Token=t-1` };
    expect((await send({ ...signed(notification(question)), Token: 'another' })).status).toBe(401);
    expect((await send(signed(notification(question)))).status).toBe(200);
    expect(asked).toEqual(['/SimpleNotificationService-1.pem', '/?Action=ConfirmSubscription&Token=t-1']);
  });
});

import { createPublicKey, createVerify } from 'node:crypto';
import { type Decision, decide } from '../../core/decision.ts';
import { type AlertInput, defineSource, instantOf, type ProofSurroundings, Untrusted, z } from '../../kit/index.ts';
import cloudtrail from './aws-cloudtrail.ts';
import guardduty from './aws-guardduty.ts';
import securityhub from './aws-securityhub.ts';

const envelope = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(512),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
});
type Envelope = z.infer<typeof envelope>;

const alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmArn: z.string().optional(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string().nullish(),
  StateChangeTime: z.string(),
});

/** What other services send through a topic, read as their own sources read it. */
const carried = [guardduty, securityhub, cloudtrail];

/** SNS repeats what was not taken for about an hour, with the time of the first attempt. */
const oldestMs = 3_600_000 * 24;
const mostAheadMs = 300_000;

/** Amazon SNS over HTTPS: CloudWatch alarms, findings of GuardDuty and Security Hub, CloudTrail records, or plain words. Confirms its subscription by itself. */
export default defineSource({
  id: 'aws-sns',
  title: 'Amazon SNS',
  documentation: 'https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html',
  payload: envelope,
  signedBy: {
    type: 'document',
    says: 'a signature in the message, from a topic in `AWS_SNS_TOPICS`',
    uses: ['aws-sns'],
    prove,
  },
  confirm: async (document, { clients }) => {
    const { Type, SubscribeURL } = envelope.parse(document);
    if (Type !== 'SubscriptionConfirmation' || SubscribeURL === undefined) return undefined;
    await clients['aws-sns'].confirm(SubscribeURL);
    return { confirmed: true };
  },
  deliveryId: ({ MessageId }) => MessageId,
  toAlerts: (message, { receivedAt }) => {
    if (message.Type === 'SubscriptionConfirmation') return [];
    if (message.Type === 'UnsubscribeConfirmation') return [unsubscribed(message, receivedAt)];
    const said = jsonIn(message.Message);
    const inAlarm = alarm.safeParse(said);
    if (inAlarm.success) return [alarmed(inAlarm.data, receivedAt)];
    for (const { payload, toAlerts } of carried) {
      const read = payload.safeParse(said);
      if (!read.success) continue;
      // Each reads what its own schema has read.
      const alerts = (toAlerts as (payload: unknown, facts: object) => readonly AlertInput[])(read.data, {
        headers: {},
        receivedAt,
        options: undefined,
      });
      if (alerts.length > 0) return alerts;
    }
    return [inWords(message, receivedAt)];
  },
  examples: [
    {
      name: 'an alarm of CloudWatch',
      payload: signed({
        Subject: 'ALARM: "RootLogin" in EU (Frankfurt)',
        Message: JSON.stringify({
          AlarmName: 'RootLogin',
          AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:RootLogin',
          AlarmDescription: 'Somebody signed in as root.',
          NewStateValue: 'ALARM',
          NewStateReason: 'Threshold crossed: 1 datapoint',
          StateChangeTime: '2026-03-14T02:11:09.123+0000',
        }),
      }),
      alerts: [
        {
          rule: 'RootLogin',
          title: { untrusted: 'RootLogin' },
          severity: 50,
          status: 'firing',
          happenedAt: '2026-03-14T02:11:09.123Z',
          observables: [],
        },
      ],
    },
    {
      name: 'a finding of GuardDuty that came through a topic',
      payload: signed({ Message: JSON.stringify(guardduty.examples[0]?.payload) }),
      alerts: [{ rule: 'Exfiltration:S3/AnomalousBehavior', severity: 80 }],
    },
    {
      name: 'plain words',
      payload: signed({ Subject: 'Backup failed', Message: 'The nightly backup of payroll failed.' }),
      alerts: [
        {
          externalId: 'm-1',
          rule: 'security',
          title: { untrusted: 'Backup failed' },
          description: { untrusted: 'The nightly backup of payroll failed.' },
          severity: 50,
        },
      ],
    },
    {
      name: 'somebody takes us off the topic',
      payload: signed({ Type: 'UnsubscribeConfirmation', Message: 'You have chosen to deactivate the subscription.' }),
      alerts: [{ rule: 'unsubscribed', severity: 60, attacks: ['T1562.008'] }],
    },
  ],
});

/** The fields of an envelope that examples do not differ in. */
function signed(fields: Partial<Envelope>): Envelope {
  return {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: 'arn:aws:sns:eu-central-1:111122223333:security',
    Message: '',
    Timestamp: '2026-03-14T02:11:10.000Z',
    SignatureVersion: '2',
    Signature: 'c2lnbmVk',
    SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem',
    ...fields,
  };
}

async function prove(document: unknown, { clients, now }: ProofSurroundings): Promise<Decision<'signed' | 'refused'>> {
  const read = envelope.safeParse(document);
  if (!read.success) return decide('refused', 'it is no message of SNS');
  const message = read.data;
  if (!clients['aws-sns'].topics.includes(message.TopicArn)) return decide('refused', 'its topic is not named in AWS_SNS_TOPICS');
  const age = Date.parse(now) - Date.parse(message.Timestamp);
  if (!(age <= oldestMs && age >= -mostAheadMs)) return decide('refused', 'its time is more than a day ago, or ahead of ours');
  if (!clients['aws-sns'].owns(message.SigningCertURL)) return decide('refused', 'it names a certificate that is not Amazon’s');
  const key = createPublicKey(await clients['aws-sns'].certificate(message.SigningCertURL));
  const verify = createVerify(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(whatIsSigned(message), 'utf8');
  return verify.verify(key, message.Signature, 'base64') ? decide('signed', 'the signature fits') : decide('refused', 'the signature does not fit');
}

/** Names and values, a line each, in alphabetical order. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
function whatIsSigned(message: Envelope): string {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return names.flatMap((name) => (message[name] == null ? [] : [`${name}\n${message[name]}\n`])).join('');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function alarmed(
  { AlarmName, AlarmArn, AlarmDescription, NewStateValue, NewStateReason, StateChangeTime }: z.infer<typeof alarm>,
  receivedAt: string,
): AlertInput {
  const said = [AlarmDescription, NewStateReason].filter((part) => part).join('\n');
  return {
    externalId: (AlarmArn ?? AlarmName).slice(0, 512),
    rule: AlarmName.slice(0, 256),
    title: Untrusted.of(AlarmName),
    ...(said !== '' && { description: Untrusted.of(said) }),
    severity: NewStateValue === 'INSUFFICIENT_DATA' ? 25 : 50,
    status: NewStateValue === 'OK' ? 'resolved' : 'firing',
    happenedAt: instantOf(StateChangeTime) ?? receivedAt,
    distinguish: [AlarmArn ?? AlarmName],
  };
}

function inWords({ MessageId, TopicArn, Subject, Message, Timestamp }: Envelope, receivedAt: string): AlertInput {
  const [line = ''] = Message.trim().split('\n');
  return {
    externalId: MessageId,
    rule: TopicArn.slice(TopicArn.lastIndexOf(':') + 1).slice(0, 256),
    title: Untrusted.of(Subject || line.slice(0, 200) || 'A message without words'),
    description: Untrusted.of(Message),
    severity: 50,
    happenedAt: instantOf(Timestamp) ?? receivedAt,
    distinguish: [MessageId],
  };
}

/** Whoever takes us off a topic makes us deaf to it. */
function unsubscribed({ MessageId, TopicArn, Timestamp }: Envelope, receivedAt: string): AlertInput {
  return {
    externalId: MessageId,
    rule: 'unsubscribed',
    title: Untrusted.of(`Firebreak was taken off the topic ${TopicArn}`),
    severity: 60,
    happenedAt: instantOf(Timestamp) ?? receivedAt,
    activity: 'policy-change',
    observables: [{ kind: 'cloud-resource', value: TopicArn, role: 'target' }],
    attacks: ['T1562.008'],
  };
}

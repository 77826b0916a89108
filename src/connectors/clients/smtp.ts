import type { Transporter } from 'nodemailer';
import { claimCheck } from '../../kit/claim.ts';
import { ConnectorError, defineClient, z } from '../../kit/index.ts';
import { once } from '../../kit/once.ts';

/** One mail in plain text. */
export interface Mail {
  /** What stands before the @ of its Message-ID: equal for a repeat. */
  readonly id: string;
  /** The `id` of the mail that it belongs to; its own for the first. */
  readonly thread: string;
  readonly subject: string;
  readonly text: string;
}

/** A mail server as notifiers need it. */
export interface SmtpClient {
  /** Returns once the server has taken the mail for all of SMTP_TO. */
  send(mail: Mail): Promise<void>;
  /** Connects and signs in; sends nothing. */
  signIn(): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    smtp: SmtpClient;
  }
}

/** The server and how to reach it. */
interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  /** Beyond this machine nothing is said before there is TLS. */
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const mailServer = z
  .url({ protocol: /^smtps?$/, error: 'write smtps://USER:PASSWORD@HOST (TLS) or smtp://USER:PASSWORD@HOST:587 (STARTTLS)', abort: true })
  .refine((text) => /^\/?$/.test(new URL(text).pathname) && new URL(text).search === '', 'write nothing after the host and its port')
  .transform((text): MailServer => {
    const { protocol, hostname, port, username, password } = new URL(text);
    const secure = protocol === 'smtps:';
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      requireTLS: !secure && !local.test(hostname),
      ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    };
  });

const addresses = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .refine(
    (list) => list.every((address) => z.email().safeParse(address).success),
    'write addresses such as oncall@acme.example, separated by commas',
  );

/** RFC 5321, over TLS beyond this machine. https://nodemailer.com/smtp/ */
export default defineClient({
  id: 'smtp',
  title: 'Mail server',
  settings: z.object({
    SMTP_URL: mailServer.describe('Mail server with its credentials: smtps://USER:PASSWORD@HOST, or smtp://USER:PASSWORD@HOST:587 for STARTTLS'),
    SMTP_FROM: z.email('write one address, such as firebreak@acme.example').describe('Address that mails come from'),
    SMTP_TO: addresses.describe('Who is woken by mail; several addresses, separated by commas'),
  }),
  credential: 'SMTP_URL',
  limits: { maxConcurrent: 2, reservoir: { starts: 5, everyMs: 1_000 } },
  connect: ({ SMTP_URL, SMTP_FROM, SMTP_TO }, run): SmtpClient => {
    const transport = once(async () => {
      const { createTransport } = await import('nodemailer');
      return createTransport({
        ...SMTP_URL,
        connectionTimeout: 5_000,
        greetingTimeout: 5_000,
        socketTimeout: 10_000,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    });
    const [, domain = 'firebreak.invalid'] = SMTP_FROM.split('@');
    return {
      send: async ({ id, thread, subject, text }) => {
        const reference = id === thread ? {} : { inReplyTo: `<${thread}@${domain}>`, references: `<${thread}@${domain}>` };
        const mail = { from: { name: 'Firebreak', address: SMTP_FROM }, to: SMTP_TO, messageId: `<${id}@${domain}>`, ...reference, subject, text };
        const opened = await transport();
        await run(
          'send a mail',
          async (signal) => {
            claimCheck().leads();
            const { rejected } = await opened.sendMail({ ...mail, signal }).catch(told);
            if (rejected.length > 0)
              throw new ConnectorError('smtp', `The mail server did not take the mail for ${rejected.length} of ${SMTP_TO.length}.`, {
                retryable: false,
                next: 'Correct SMTP_TO.',
              });
          },
          { changes: true },
        );
      },
      signIn: async () => {
        const opened = await transport();
        await run('sign in', () => signedIn(opened));
      },
    };
  },
  probe: async (smtp) => {
    await smtp.signIn();
    return 'signed in; no mail was sent';
  },
});

async function signedIn(transport: Transporter): Promise<void> {
  await transport.verify().catch(told);
}

/** What SMTP answers, in our words. Without an answer the mail may have been taken; then the kit says so. */
function told(error: unknown): never {
  const { code, originalCode, responseCode } = facts.parse(error);
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    throw new ConnectorError('smtp', 'The mail server does not let us in. Nothing was sent.', {
      ...(responseCode !== undefined && { status: responseCode }),
      retryable: false,
      next: 'Put a valid name and password into SMTP_URL and restart.',
      cause: error,
    });
  }
  if (code === 'ETLS' || code === 'EDNS') {
    throw new ConnectorError('smtp', 'No safe connection to the mail server could be made. Nothing was sent.', {
      retryable: true,
      next: 'Check host, port and kind of TLS in SMTP_URL, and whether this machine trusts the certificate.',
      cause: error,
    });
  }
  // What kept a connection from being made, such as a certificate that has expired: the kit knows what that means.
  if (originalCode !== undefined) throw Object.assign(new Error('no connection', { cause: error }), { code: originalCode });
  if (responseCode === undefined) throw error;
  const forNow = responseCode < 500;
  throw new ConnectorError('smtp', `The mail server refused the mail${forNow ? ' for now' : ''} (${responseCode}). Nothing was sent.`, {
    status: responseCode,
    retryable: forNow,
    next: forNow ? 'It is tried again by itself.' : 'Check SMTP_FROM and SMTP_TO; what the server said stands in its log.',
    cause: error,
  });
}

const facts = z
  .object({ code: z.string().optional(), originalCode: z.string().optional(), responseCode: z.int().optional().catch(undefined) })
  .catch({});

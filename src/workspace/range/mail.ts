import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { credentials } from './credentials.ts';
import type { Fault } from './faults.ts';
import type { RunningSystem, SystemServerOptions } from './vendor-server.ts';

/** One mail as it arrived. */
interface ArrivedMail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

export interface MailState {
  /** The oldest first. */
  mails: ArrivedMail[];
}

const empty = (): MailState => ({ mails: [] });

/** A little mail server on loopback: it wants name and password, and shows what arrives. Faults fit `DATA` as method and `/` as path. */
export async function serveMail(options: SystemServerOptions<MailState>): Promise<RunningSystem<MailState>> {
  const { now, faults, record, changed } = options;
  const held = { state: options.state ?? empty() };
  const done = (body: string, status: number | null, fault: Fault | undefined, accepted = false) =>
    record({
      at: now().toISOString(),
      system: 'mail',
      method: 'DATA',
      path: '/',
      query: '',
      headers: {},
      body,
      status,
      accepted,
      changes: true,
      fault: fault ?? null,
    });

  const server = new SMTPServer({
    // On loopback there is nobody who could listen, and no certificate that anybody would trust.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN'],
    logger: false,
    size: 1024 * 1024,
    onAuth: ({ username, password }, _session, answer) => {
      const { user, password: right } = credentials.mail;
      if (username === user && password === right) answer(null, { user });
      else answer(refusal(535, 'Authentication failed'));
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const fault = faults.take({ system: 'mail', method: 'DATA', path: '/' });
        const hangUp = (accepted: boolean) => {
          done(body, null, fault, accepted);
          for (const connection of server.connections) if (connection.id === session.id) connection.close();
        };
        if (fault && 'status' in fault) {
          done(body, fault.status, fault);
          return answer(refusal(fault.status, 'Not now'));
        }
        if (fault && 'drop' in fault && fault.drop === 'before') return hangUp(false);
        held.state.mails.push(
          read(
            body,
            session.envelope.rcptTo.map(({ address }) => address),
            now(),
          ),
        );
        changed();
        if (fault && 'drop' in fault) return hangUp(true);
        done(body, 250, fault, true);
        answer(null, 'Taken');
      });
    },
  });
  // A client that hangs up in the middle is no reason to stop.
  server.on('error', () => undefined);
  await listen(server, options.port).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EADDRINUSE') throw problem;
    return listen(server, 0);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    id: 'mail',
    title: 'Mail',
    kind: 'who is on call',
    url: `smtp://127.0.0.1:${port}`,
    get state() {
      return held.state;
    },
    rows: () =>
      held.state.mails.map(({ id, to, subject, text, at }) => ({
        id,
        label: subject,
        state: 'arrived',
        tone: 'neutral',
        facts: [
          ['To', to.join(', ')],
          ['At', at],
          ['It says', text],
        ],
      })),
    reset() {
      held.state = empty();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function read(mail: string, to: readonly string[], at: Date): ArrivedMail {
  const [head = '', ...rest] = mail.split('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? '';
  const body = rest.join('\r\n\r\n');
  const text = /quoted-printable/i.test(header('Content-Transfer-Encoding')) ? unquoted(body) : body;
  return { id: header('Message-ID'), to, subject: header('Subject'), text: text.replaceAll('\r\n', '\n').trim(), at: at.toISOString() };
}

/** RFC 2045 §6.7 */
function unquoted(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function refusal(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode });
}

function listen(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

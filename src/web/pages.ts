import type { IncomingMessage } from 'node:http';
import { type FirebreakError, InputError, NotFoundError, RefusedError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import { html } from '../kit/html.ts';
import type { By, PageContent, PageDefinition, PageFile } from '../kit/knock.ts';
import type { Access } from './access.ts';
import { ownPath } from './own-path.ts';
import { jsonReply, type Reply } from './reply.ts';
import { againPage, loginPage, page } from './shell.ts';
import type { PeopleDoor } from './sign-in.ts';
import type { Throttle } from './throttle.ts';

/** Pages as they were found in handlers/pages, and for whom they are drawn. */
export interface Pages {
  readonly definitions: readonly PageDefinition[];
  readonly bot: Bot;
  /** Whoever holds the token or opens a link, and anybody in practice. Whoever signed in is asked for themselves. Pages ask whether their reader may read. */
  readonly reader: By;
}

/** Answers one GET of a page that access was already granted to, or one form that was sent to it. */
export interface PageRoutes {
  answer(path: string, reader: By, form?: Buffer): Promise<Reply>;
  /** Whether the address itself lets somebody in. */
  opensByLink(path: string): boolean;
}

/** Prepares the routes of all pages. Nothing there, and nothing that this reader may see, get the same answer. */
export function pageRoutes({ definitions, bot, reader: nameless }: Pages): PageRoutes {
  const routes = definitions.map((definition) => ({ definition, pattern: patternOf(definition.path) }));
  const guessed = new Map(definitions.flatMap(({ path, alsoAt = [] }) => alsoAt.map((other) => [other, path] as const)));
  async function show(definition: PageDefinition, groups: Readonly<Record<string, string>>, reader: By, form: Buffer | undefined): Promise<Reply> {
    try {
      const params = decoded(groups);
      const content = form === undefined ? definition.render(bot, params, reader) : definition.submit?.(bot, params, fieldsOf(form), reader);
      return content === undefined ? nothingHere : drawn(definition, await content, reader === nameless ? undefined : reader.actor.name);
    } catch (error) {
      if (form !== undefined && (error instanceof RefusedError || error instanceof InputError)) return notDone(error);
      if (definition.opensByLink && error instanceof NotFoundError) return deadLink(error);
      if (error instanceof NotFoundError || error instanceof RefusedError || error instanceof InputError) return nothingHere;
      throw error;
    }
  }

  return {
    answer: async (path, reader, form) => {
      const meant = guessed.get(path);
      if (meant !== undefined) return { status: 308, type: 'text', body: '', headers: { location: meant } };
      for (const { definition, pattern } of routes) {
        const found = pattern.exec(path);
        if (found === null) continue;
        return show(definition, found.groups ?? {}, reader, form);
      }
      return nothingHere;
    },
    opensByLink: (path) => routes.find(({ pattern }) => pattern.test(path))?.definition.opensByLink === true,
  };
}

/** `who`: the name of whoever signed in. */
function drawn(definition: PageDefinition, content: PageContent | PageFile, who: string | undefined): Reply {
  if ('bytes' in content) return handedOut(content);
  const { type, title, body, fileName } = content;
  const headers: Record<string, string> = {};
  if (fileName !== undefined) headers['content-disposition'] = `attachment; filename="${harmless(fileName)}"`;
  return { status: 200, type, body: type === 'html' ? page(title ?? definition.title, body, who) : body, headers };
}

/** A browser that shows it by itself still loads and runs nothing but what the file's own policy allows. */
function handedOut({ fileName, contentType, bytes, open, contentSecurityPolicy = "default-src 'none'" }: PageFile): Reply {
  const headers = {
    'content-disposition': `${open ? 'inline' : 'attachment'}; filename="${harmless(fileName)}"`,
    'content-security-policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
  };
  return { status: 200, type: { contentType }, body: bytes, headers };
}

function harmless(fileName: string): string {
  return fileName.replace(/[^\w.-]/g, '_');
}

function fieldsOf(form: Buffer): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(form.toString('utf8')));
}

/** A form that was refused: what happened, and what to do. The browser's way back leads to the form as it was. */
function notDone({ message, next }: FirebreakError): Reply {
  return { status: 422, type: 'html', body: page('Not done', html`<p><strong>${message}</strong></p>${next && html`<p>${next}</p>`}`) };
}

/** What whoever opens a link reads that lets nobody in (any more): they have no other page to go to. */
function deadLink({ message, next }: FirebreakError): Reply {
  return {
    status: 404,
    type: 'html',
    body: page('This link opens nothing', html`<p><strong>${message}</strong></p>${next && html`<p>${next}</p>`}`),
  };
}

/** `/incidents/:incident/report.md` → a pattern with a named group for each parameter. */
function patternOf(path: string): RegExp {
  const source = path
    .split(/(:[a-z]\w*)/i)
    .map((part) => (part.startsWith(':') ? `(?<${part.slice(1)}>[^/]+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function decoded(params: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch (cause) {
    throw new NotFoundError('the address cannot be read', { cause });
  }
}

/** The one answer for what does not exist and for what this reader may not see. */
export const nothingHere: Reply = {
  status: 404,
  type: 'html',
  body: page('Nothing here', html`<p>There is no such page, or it is not for you.</p>`),
};

/** Who may come in, and by which ways. */
export interface Doors {
  readonly access: Access;
  readonly guesses: Throttle;
  /** Whoever comes in by the token, or without any in practice. */
  readonly reader: By;
  /** Where people sign in as themselves; undefined where nobody set that up. */
  readonly people: PeopleDoor | undefined;
}

/** Answers somebody who may not see pages: with the login page in a browser, with 401 elsewhere. Every path gets the same. */
function askToLogIn(request: IncomingMessage, path: string, { people, access }: Doors): Reply {
  if (!request.headers.accept?.includes('text/html')) {
    return jsonReply(401, { error: 'Send the token as Authorization: Bearer. It is the value of WEB_TOKEN.' }, { 'www-authenticate': 'Bearer' });
  }
  if (request.headers['sec-fetch-site'] === 'cross-site') return { status: 200, type: 'html', body: againPage(ownPath(path)) };
  return { status: 401, type: 'html', body: loginPage({ next: path, wrong: false, byToken: access.hasToken, by: people?.title }) };
}

/** Finds out who wants to read; or the answer for whoever may not, or may not try another token now. */
export async function letIn(request: IncomingMessage, path: string, doors: Doors): Promise<{ readonly reader: By } | { readonly reply: Reply }> {
  const { access, guesses, people } = doors;
  const from = addressOf(request);
  const guesser = request.headers.authorization !== undefined;
  const wait = guesser ? guesses.wait(from) : undefined;
  if (wait !== undefined) return { reply: tooManyTries(wait) };
  if (access.admits(request.headers)) return { reader: doors.reader };
  if (guesser) guesses.wrong(from);
  const reader = await people?.readerOf(request.headers);
  return reader === undefined ? { reply: askToLogIn(request, path, doors) } : { reader };
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

/** Answers somebody who has tried wrong tokens too often, before this one is looked at. */
function tooManyTries(seconds: number): Reply {
  return jsonReply(
    429,
    { error: `There were too many wrong tokens, so none is looked at for ${seconds} s. Sessions that are open stay open.` },
    { 'retry-after': String(seconds) },
  );
}

/** Takes the login form: a session and on to where the person wanted to go, or the form again. */
export function logIn(request: IncomingMessage, rawBody: Buffer, { access, guesses, people }: Doors): Reply {
  const from = addressOf(request);
  const wait = guesses.waitAtLogin(from);
  if (wait !== undefined) return tooManyTries(wait);
  const form = new URLSearchParams(rawBody.toString('utf8'));
  const next = ownPath(form.get('next') ?? '/');
  const cookie = access.open(form.get('token') ?? '');
  if (cookie === undefined) {
    guesses.wrong(from);
    return { status: 401, type: 'html', body: loginPage({ next, wrong: true, byToken: access.hasToken, by: people?.title }) };
  }
  return { status: 303, type: 'text', body: '', headers: { location: next, 'set-cookie': cookie } };
}

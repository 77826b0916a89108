import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from './range/okta-seed.ts';
import { oktaIds } from './range/okta-seed.ts';
import type { Range } from './range/server.ts';
import { attacker } from './story/attacker.ts';
import type { Delivery, HookCredentials } from './story/delivery.ts';
import { unusualDownload } from './story/guardduty-finding.ts';
import { oldSecretFound, queueRecovered } from './story/noise.ts';
import { login, oktaHook } from './story/okta-hook.ts';
import { outcomeInWords } from './story/outcome.ts';

/** How far a part of the story is. */
export interface StoryStep {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** What the bot made of it, in words. */
  readonly detail?: string;
}

export interface StoryProgress {
  readonly running: boolean;
  readonly steps: readonly StoryStep[];
}

/** Before anybody has pressed the button. */
export const untold: StoryProgress = { running: false, steps: [] };

interface Chapter {
  readonly delivery: Delivery;
  /** What happens in the vendor's own system meanwhile. */
  readonly happens?: (range: Range) => void;
}

/** The account takeover with fresh ids, ending at `end`: what each vendor sends, in the order in which it arrives. */
export function accountTakeover(end: Date, credentials: HookCredentials): readonly Chapter[] {
  const ago = (minutes: number) => new Date(end.getTime() - minutes * 60_000);
  const firstGuesses = [21, 20.4, 20].map((minutes) => login(ago(minutes), 'FAILURE'));
  const moreGuesses = [19.3, 18.5].map((minutes) => login(ago(minutes), 'FAILURE'));
  const entered = login(ago(16), 'SUCCESS');
  const logged = (events: readonly LogEvent[]) => (range: Range) => range.happen(({ okta }) => okta.logs.push(...events));
  return [
    { delivery: queueRecovered('Alertmanager: a report queue has recovered (noise)', { from: ago(55), until: ago(24) }, credentials) },
    {
      delivery: oktaHook(`Okta: three failed logins of Alex from ${attacker.ip}`, firstGuesses, ago(20), credentials),
      happens: logged(firstGuesses),
    },
    { delivery: oktaHook('Okta: two more', moreGuesses, ago(18), credentials), happens: logged(moreGuesses) },
    {
      delivery: oktaHook(`Okta: a successful login from ${attacker.country.name}, where Alex never was`, [entered], ago(16), credentials),
      happens: (range) =>
        range.happen(({ okta }) => {
          okta.logs.push(entered);
          okta.sessions.push({
            id: `102${entered.uuid}`,
            userId: oktaIds.alex,
            ip: attacker.ip,
            country: attacker.country.code,
            createdAt: entered.published,
            hostile: true,
          });
        }),
    },
    { delivery: oldSecretFound('GitHub: an old secret in another repository (noise)', ago(10), credentials) },
    { delivery: unusualDownload('GuardDuty: 1,284 objects leave the payroll bucket', { from: ago(9), until: ago(1) }, credentials) },
  ];
}

export interface StoryOptions extends HookCredentials {
  /** Where the bot listens: scheme, host, port. */
  readonly botUrl: string;
  readonly range: Range;
  /** Milliseconds between two deliveries, so that people can follow. */
  readonly pauseMs: number;
  readonly now?: () => Date;
  readonly onProgress?: (progress: StoryProgress) => void;
}

/**
 * Plays the account takeover once, with ids that were never used before. What the bot did not take is tried a few times, as the vendors do.
 * Resolves with every step done, or with the failed one and nothing after it.
 */
export async function playStory(options: StoryOptions): Promise<StoryProgress> {
  const { botUrl, range, pauseMs, onProgress = () => {} } = options;
  const chapters = accountTakeover((options.now ?? (() => new Date()))(), options);
  let steps: readonly StoryStep[] = chapters.map(({ delivery }) => ({ title: delivery.title, state: 'waiting' }));
  const mark = (index: number, step: Omit<StoryStep, 'title'>, running: boolean) => {
    steps = steps.map((known, position) => (position === index ? { title: known.title, ...step } : known));
    onProgress({ running, steps });
  };

  for (const [index, { delivery, happens }] of chapters.entries()) {
    if (index > 0) await sleep(pauseMs);
    mark(index, { state: 'running' }, true);
    happens?.(range);
    const outcome = await send(botUrl, delivery);
    const last = index === chapters.length - 1;
    mark(index, outcome, outcome.state === 'done' && !last);
    if (outcome.state === 'failed') break;
  }
  return { running: false, steps };
}

/** Attempts, and the wait before each further one: vendors retry what was not taken. */
const retryAfterMs = [250, 1000, 3000];

async function send(botUrl: string, { source, headers, body }: Delivery): Promise<{ state: 'done' | 'failed'; detail: string }> {
  const url = `${botUrl}/hooks/${source}`;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await post(url, headers, body);
    const wait = retryAfterMs[attempt];
    if (!outcome.again || wait === undefined) return outcome;
    await sleep(wait);
  }
}

async function post(url: string, headers: Delivery['headers'], body: string): Promise<{ state: 'done' | 'failed'; detail: string; again: boolean }> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    const detail = outcomeInWords(response.status, await response.text());
    return { state: response.status === 202 ? 'done' : 'failed', detail, again: response.status >= 500 || response.status === 429 };
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return { state: 'failed', detail: `The bot cannot be reached at ${url}: ${why}.`, again: true };
  }
}

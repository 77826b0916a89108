import type { Instant } from './alert.ts';
import { type Incident, isAtLeast, type Severity } from './incident.ts';
import type { Policy } from './policy.ts';
import type { Proposal } from './proposal.ts';
import { clock } from './text.ts';

/**
 * What somebody is woken with. It leaves the house by telephone, mail or a webhook, and is read on a lock screen: so it is in our own words throughout.
 * No title, no name, no address: nothing that an attacker wrote, and nothing that only the team may read. All of that stands behind the link.
 */
export interface Notice {
  /** The same for whatever is said about one page, at most 200 characters of `[a-z0-9-]`: the other side makes one thing of it. */
  readonly key: string;
  /** `open` wakes somebody; `taken`: somebody is at it; `over`: nobody has to do anything any more. */
  readonly stage: 'open' | 'taken' | 'over';
  readonly severity: Severity;
  /** One line of at most 200 characters. */
  readonly summary: string;
  /** Three sentences or more: what happened, what it means, what to do. */
  readonly lines: readonly string[];
  /** Our page about it. */
  readonly link: string;
  /** When it began. */
  readonly at: Instant;
}

/** What a notice says, without how it is addressed. */
export type NoticeWords = Pick<Notice, 'severity' | 'summary' | 'lines' | 'at'>;

/** Why somebody has to be woken about an incident. There is at most one page for each. */
export type Ground =
  /** It has become as severe as policy asks for. */
  | 'severity'
  /** Slack has not shown it. */
  | 'unsent'
  /** Nobody knows whether a containment took effect. */
  | `unknown:${string}`;

/** Why somebody has to be woken about the bot as a whole. */
export type WholeGround =
  /** The chain of the timeline breaks at this event; 0: in a stored row. */
  | `timeline:${number}`
  /** Outside stands a checkpoint over so many events that the record does not have. */
  | `record:${number}`
  /** The breaker opened at this time (ms). */
  | `breaker:${number}`;

/**
 * Whether an incident is one for which policy has somebody woken. Its label alone is not enough, because a source gives that: it must have been given a
 * channel, by its score or by a person, or a chatty source (or whoever forges its alerts) could wake somebody every minute. Nobody is woken for a drill.
 */
export function wakes({ severity, shown, drill }: Pick<Incident, 'severity' | 'shown' | 'drill'>, { notify }: Pick<Policy, 'notify'>): boolean {
  return notify !== undefined && !drill && shown.channel && isAtLeast(severity, notify.from);
}

/**
 * Why an incident that its label calls high or critical has no channel, no ticket, and woke nobody, and what would give it these. Undefined where nobody
 * would wonder. `prefix`: how commands are typed here.
 */
export function whatItLacks(
  { id, phase, severity, shown, drill }: Pick<Incident, 'id' | 'phase' | 'severity' | 'shown' | 'drill'>,
  { thresholds, notify }: Pick<Policy, 'thresholds' | 'notify'>,
  prefix: string,
): string | undefined {
  if (phase === 'closed' || shown.channel || !isAtLeast(severity, 'high')) return undefined;
  const wakes = notify !== undefined && !drill ? ', and somebody is woken,' : '';
  const missing = [
    ...(shown.ticket ? [] : [`a ticket is opened from a score of ${thresholds.ticket}`]),
    `a channel is opened${wakes} from a score of ${thresholds.channel}`,
  ].join('; ');
  return `Its label alone opens neither, because whoever sends alerts gives it: ${missing}, or when a person rates it: ${prefix}incident severity ${id} critical why`;
}

/** What is known when somebody is woken about an incident. */
export interface Woken {
  readonly incident: Incident;
  /** The one that is meant by `unknown:P-3`. */
  readonly proposal: Proposal | undefined;
  readonly now: Instant;
  /** How commands are typed here: `/`. */
  readonly prefix: string;
}

/** The words for each ground. Undefined: what it speaks of is not there. */
export function noticeAbout(ground: Ground, { incident, proposal, now, prefix }: Woken): NoticeWords | undefined {
  const { id, severity, openedAt } = incident;
  if (incident.restrictedTo !== null) {
    return {
      severity,
      summary: `${id} needs somebody who may read it`,
      lines: [
        `${id} is restricted, so nothing about it stands here.`,
        'It cannot wait until somebody looks by chance.',
        'Open it, if you may read it.',
      ],
      at: openedAt,
    };
  }
  const score = incident.assessment === null ? 'not scored yet' : `score ${incident.assessment.score} of 100`;
  if (ground === 'severity') {
    return {
      severity,
      summary: `${id} is rated ${severity} (${score})`,
      lines: [
        `${id}${incident.rule === null ? '' : `, found by the rule ${incident.rule},`} was opened at ${clock(openedAt)} and is rated ${severity}: ${score}.`,
        incident.phase === 'contained'
          ? 'It counts as contained; see whether that is enough.'
          : 'It does not count as contained, so whatever it is may be going on.',
        `Open it, take the lead (${prefix}incident take ${id}), and decide about what is proposed.`,
      ],
      at: openedAt,
    };
  }
  if (ground === 'unsent') {
    return {
      severity,
      summary: `${id} (${severity}) is not in Slack`,
      lines: [
        `${id} was opened at ${clock(openedAt)} and is rated ${severity}: ${score}. Its card has not reached Slack for a minute.`,
        'Whoever only looks at Slack does not know of it, and no button can be pressed there. Everything else goes on.',
        `Read it on its page, and work at the terminal: triage ${id}. The card follows by itself once Slack takes it.`,
      ],
      at: openedAt,
    };
  }
  if (proposal === undefined) return undefined;
  return {
    severity,
    summary: `${id}: nobody knows whether ${proposal.id} took effect`,
    lines: [
      `${proposal.id} (${proposal.action}) got no answer, and the vendor does not show whether it happened.`,
      'The target may be contained or not. Nothing is sent again by itself.',
      `Look at the target at the vendor, then press “Check again” on the card of ${proposal.id}.`,
    ],
    at: now,
  };
}

/** The same for what is about no incident. */
export function noticeAboutWhole(ground: WholeGround, now: Instant): NoticeWords {
  const of = ground.slice(ground.indexOf(':') + 1);
  if (ground.startsWith('breaker:')) {
    return {
      severity: 'critical',
      summary: 'The breaker is open: nothing is contained without a person’s yes',
      lines: [
        'Within a few minutes more containments came to a cap of the policy, failed, or ended in doubt than it takes to open the breaker.',
        'Either much is under attack at once, or somebody sends forged alerts to have your own people locked out. Nothing happens by itself any more.',
        'Open the board, see what is contained and why, and let it go on (contain close-breaker) only when that is understood.',
      ],
      at: now,
    };
  }
  if (ground.startsWith('record:')) {
    return {
      severity: 'critical',
      summary: 'The record is not the one that was signed for',
      lines: [
        `Outside the bot stands a signed checkpoint over ${of} events that its database does not have.`,
        'Somebody has put back an older copy of the database, has written it anew, or runs a second bot on a copy of it. Nothing happens by itself any more.',
        'Keep a copy of the database as it is, find out who has changed it, and let it go on (contain close-breaker) only when that is understood.',
      ],
      at: now,
    };
  }
  return {
    severity: 'critical',
    summary: 'The timeline does not hold',
    lines: [
      of === '0' ? 'The chain of the timeline holds, but a stored row is not what was written.' : `The chain of the timeline breaks at event #${of}.`,
      'Somebody has changed what was recorded, or the disk is failing. Until that is known, nothing that the bot shows is evidence.',
      'Stop the bot, keep a copy of its database as it is, run firebreak verify, and restore a backup.',
    ],
    at: now,
  };
}

/** What has become of what somebody was woken for. `woken`: who led the incident when they were; only somebody who came after that is at it now. */
export function stageOf(ground: Ground, { incident, proposal }: Pick<Woken, 'incident' | 'proposal'>, woken: string | null): Notice['stage'] {
  if (incident.phase === 'closed' || (ground.startsWith('unknown:') && proposal?.state !== 'unknown')) return 'over';
  return incident.commander !== null && incident.commander !== woken ? 'taken' : 'open';
}

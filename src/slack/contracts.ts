/**
 * What both ends of a button, a modal or a shortcut share: the view that draws it and the handler that takes it.
 * Ids are short and never change: a card that was posted last year still carries them. Only our own ids travel, never words.
 */
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import { incidentId, severity, verdict } from '../core/incident.ts';
import { leaseArg } from '../core/lease.ts';
import { observableArg } from '../core/observable.ts';
import { paramsArg } from '../core/params.ts';
import { proposalId } from '../core/proposal.ts';
import { snoozeId } from '../core/snooze.ts';
import { timelineFilter } from '../core/timeline-filter.ts';
import type { ButtonContract, ModalContract, ShortcutContract } from '../kit/contract.ts';

/** Slack's limit for a button's `value`, in characters. */
export const mostValueLength = 2000;

const ofProposal = z.strictObject({ proposal: proposalId });
/** With the edition that was shown: a yes to an older edition does not count. */
const ofEdition = z.strictObject({ proposal: proposalId, edition: z.int().positive() });
const ofQuestion = z.strictObject({ incident: incidentId, question: z.int().positive() });
/** Which page of a timeline, and which of its events. */
const leaf = { page: z.int().nonnegative().default(0), filter: timelineFilter.default('all') };
const ofIncident = z.strictObject({ incident: incidentId });
const code = z.string().regex(/^\s*\d{3}\s?\d{3}\s*$/, 'Write the six digits that your authenticator app shows.');
const reason = z.string().trim().min(3, 'Write a few words: they stand in the timeline.').max(1000);

const forReport = z.string().trim().max(2000);

export const buttons = {
  /** Opens `modals.contain`: the first look at what would be done, and the reason for a yes. */
  contain: button('contain', ofEdition),
  /** The same for a proposal that already has somebody's yes and needs another. */
  approve: button('approve', ofEdition),
  /** Opens `modals.edit`. */
  edit: button('edit', ofEdition),
  /** Opens `modals.deny`. */
  deny: button('deny', ofEdition),
  /** Keeps it from happening by itself, at once: there is no time for a reason. */
  cancel: button('cancel', ofEdition),
  /** Opens `modals.undo`. */
  undo: button('undo', ofProposal),
  /** Opens `modals.renew`. */
  renew: button('renew', ofProposal),
  /** Opens `modals.keep`. */
  keep: button('keep', ofProposal),
  /** Looks at the vendor again to see whether a containment without an answer is in force. */
  check: button('check', ofProposal),
  /** Whoever presses leads the incident. */
  take: button('take', ofIncident),
  /** Answers with the case file. */
  caseFile: button('case-file', ofIncident),
  /** Answers with one page of the timeline: 0 is the summary, pages of events count from 1. */
  timeline: button('timeline', z.strictObject({ incident: incidentId, ...leaf })),
  /** Answers with the report and where it is found. */
  openReport: button('report', ofIncident),
  /** Only in the message to the one person who was asked: it was not them. */
  notMe: button('not-me', ofQuestion),
  /** It was them, they say. Opens `modals.wasMe`, for whoever has one-time codes. */
  wasMe: button('was-me', ofQuestion),
  /** Begins a snooze whose preview this is. */
  snooze: button('snooze', z.strictObject({ snooze: snoozeId })),
  /** Opens `modals.close`. */
  close: button('close', ofIncident),
  /** Opens `modals.note`. */
  note: button('note', ofIncident),
  /** Says to everybody in the channel what only the asker has seen. */
  share: button('share', z.strictObject({ incident: incidentId, what: z.enum(['case-file', 'timeline']), ...leaf })),
} as const;

export const modals = {
  /** A yes, with its reason. */
  contain: modal(
    'contain',
    ofEdition,
    z.strictObject({
      reason,
      /** The target's name, and a one-time code: where policy asks for them. */
      confirmation: z.string().max(300).optional(),
      code: code.optional(),
    }),
  ),
  /** Another target or other parameters, as they are typed; the yeses to what it said before are void. */
  edit: modal('edit', ofEdition, z.strictObject({ target: observableArg.optional(), params: paramsArg.optional(), reason })),
  /** A no, with its reason. */
  deny: modal('deny', ofEdition, z.strictObject({ reason })),
  /** Takes a containment back. `code`, here and below: only where a one-time code is asked for. */
  undo: modal('undo', ofProposal, z.strictObject({ as: z.enum(['wrong', 'over']).optional(), reason, code: code.optional() })),
  /** Has a containment hold for longer; as it is typed: `24h`. */
  renew: modal('renew', ofProposal, z.strictObject({ for: leaseArg, reason, code: code.optional() })),
  /** Makes a containment permanent. */
  keep: modal('keep', ofProposal, z.strictObject({ reason, code: code.optional() })),
  /** What follows the reason goes into the report; follow-ups stand one to a line. */
  close: modal(
    'close',
    ofIncident,
    z.strictObject({ verdict, reason, impact: forReport.optional(), cause: forReport.optional(), followUps: forReport.optional() }),
  ),
  note: modal(
    'note',
    ofIncident,
    z.strictObject({
      text: z.string().trim().min(1, 'Write the note.').max(2900),
      /** Seconds since 1970; left out: now. */
      when: z.int().positive().optional(),
    }),
  ),
  /** A yes to “Was this you?”, with the one-time code that proves it. */
  wasMe: modal('was-me', ofQuestion, z.strictObject({ code })),
  /** Opens an incident by hand. */
  openIncident: modal(
    'open-incident',
    z.strictObject({}),
    z.strictObject({ title: z.string().trim().min(3, 'Say what happened.').max(200), severity }),
  ),
  /** Puts a message from Slack into an incident's timeline. The text is shown for editing, so it is a field and no id. */
  addToTimeline: modal(
    'add-to-timeline',
    z.strictObject({ channel: z.string().max(32), ts: z.string().max(32), author: z.string().max(32).default('unknown') }),
    z.strictObject({ incident: incidentId, text: z.string().trim().min(1, 'Write the note.').max(2900) }),
  ),
} as const;

/** Slack's name of the mark that puts a message into a timeline. */
export const pin = 'pushpin';

export const shortcuts = {
  /** On a message: puts it into an incident's timeline. */
  addToTimeline: shortcut('add-to-timeline', 'message'),
  /** From anywhere: opens an incident by hand. */
  openIncident: shortcut('open-incident', 'global'),
} as const;

/** A contract's value as it travels in a button's `value` or a view's private metadata. @throws TypeError when it does not fit into 2000 characters. */
export function encode<Value>(contract: { readonly id: string; readonly value: z.ZodType<Value> }, value: Value): string {
  const json = JSON.stringify(contract.value.parse(value));
  if (json.length > mostValueLength) throw new TypeError(`the value of ${contract.id} does not fit into ${mostValueLength} characters`);
  return json;
}

/** Reads what `encode` wrote. @throws InputError for anything else, such as a button of an older version. */
export function decode<Value>(contract: { readonly id: string; readonly value: z.ZodType<Value> }, text: string): Value {
  const parsed = contract.value.safeParse(jsonOrNothing(text));
  if (parsed.success) return parsed.data;
  throw new InputError('This button was drawn by another version of the bot. Nothing was done.', {
    next: 'Open the incident again and use the button there.',
    cause: parsed.error,
  });
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function button<Value>(id: string, value: z.ZodType<Value>): ButtonContract<Value> {
  return { kind: 'button', id, value };
}

function modal<Value, Fields>(id: string, value: z.ZodType<Value>, fields: z.ZodType<Fields>): ModalContract<Value, Fields> {
  return { kind: 'modal', id, value, fields };
}

function shortcut(id: string, on: 'global' | 'message'): ShortcutContract {
  return { kind: 'shortcut', id, on };
}

import type { AlertBlock, InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import { approvalsNeeded } from '../../core/approval.ts';
import type { Brake } from '../../core/brake.ts';
import { type Incident, severity, type Verdict } from '../../core/incident.ts';
import { leaseInWords } from '../../core/lease.ts';
import { spelledParams } from '../../core/params.ts';
import { type Proposal, shortDigest } from '../../core/proposal.ts';
import type { Question } from '../../core/question.ts';
import { counted, type Text } from '../../core/text.ts';
import { surenessOf } from '../../core/track-record.ts';
import { Untrusted } from '../../core/untrusted.ts';
import type { WhoDecides } from '../../core/who-decides.ts';
import type { Answer } from '../../kit/answer.ts';
import type { ModalContract, Opening } from '../../kit/contract.ts';
import type { Pointed } from '../../kit/knock.ts';
import { encode, modals } from '../contracts.ts';
import { drawAnswer } from './answer.ts';
import { context, facts, plainOf, section, textOf } from './blocks.ts';
import { frozen } from './brakes.ts';
import { inert, joined, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { accountOf, drillOf, undoFacts } from './proposal-card.ts';
import { yesOf } from './question-message.ts';

/** Slack's limits of a modal's title and buttons, in characters. */
const mostTitle = 24;

/** What somebody has to prove their word by, and why: a one-time code, and perhaps the target's name. */
interface AskedFor {
  readonly because: readonly string[];
  readonly name: boolean;
}

/** What a yes meets besides the proposal: who else decides, and what holds everything up. */
export interface YesMeets {
  readonly who: WhoDecides;
  readonly brakes: readonly Brake[];
}

/**
 * Says exactly what would be done, for how long, and who can take it back, and asks for the reason of a yes. Nothing has happened while it is open. `asked`:
 * what the yes has to be proven by.
 */
export function containModal(proposal: Proposal, now: Instant, { who, brakes }: YesMeets, asked?: AskedFor): Opening {
  const { id, edition, verb, resolved, effect, risk, undo, gate, approvals, expiresAt, digest } = proposal;
  const after = approvalsNeeded(gate.verdict) - approvals.length - 1;
  const freeze = brakes.find((brake) => brake.id === 'freeze');
  const submit = after > 0 || freeze !== undefined ? 'Approve' : 'Contain';
  const next =
    after > 0
      ? `After your yes ${counted(after, 'more person has', 'more people have')} to approve`
      : freeze === undefined
        ? 'It runs as soon as you say yes'
        : 'It does not run before the freeze is lifted';
  return opening(modals.contain, { proposal: id, edition }, submit === 'Contain' ? 'Contain now' : submit, submit, [
    ...(freeze === undefined ? [] : [alert('warning', frozen(freeze))]),
    section(mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}*\n${inert(effect, 600)}`),
    ...(undo.possible ? [] : [alert('error', mrkdwn`This cannot be undone. ${inert(undo.how)}`)]),
    ...facts([
      ['Target', mrkdwn`${inert(resolved.label)}\n${accountOf(proposal)}`],
      ['What else it hits', mrkdwn`Tier ${risk.tier}: ${inert(risk.blastRadius)}`],
      ...(undo.possible ? [['Holds', mrkdwn`${leaseInWords(proposal)}`] as const, ...undoFacts(proposal, who)] : []),
      ['Confidence', mrkdwn`${surenessOf(proposal)}`],
    ]),
    context(mrkdwn`${next} · expires ${now < expiresAt ? { at: expiresAt } : 'now'} · digest ${{ code: shortDigest(digest) }}`),
    reasonInput('Why', 'It stands in the timeline beside your name.'),
    ...proofInputs(asked),
  ]);
}

/** The fields in which somebody proves what they say, and why they have to. */
function proofInputs(asked: AskedFor | undefined): readonly KnownBlock[] {
  if (asked === undefined) return [];
  const hint = 'As it stands above, to show that you mean this one.';
  return [
    context(mrkdwn`${asked.because.join(' ')}`),
    ...(asked.name ? [textInput('confirmation', 'Type the name of the target', { most: 300, hint })] : []),
    codeInput(),
  ];
}

/** What somebody sees in place of a form that would have nothing to ask them. */
export function insteadModal(title: string, says: Answer): Opening {
  return { open: { ...answerModal(title, says) } };
}

/** Asks whoever says that it was them for the one-time code that proves it. Nothing has happened while it is open. `name`: of whom it is about. */
export function wasMeModal(incident: string, question: Question, name: string): Opening {
  const { number, about, asked } = question;
  const sure =
    about === asked
      ? mrkdwn`Say yes only if all that the message lists was you. If you are not sure, close this form and press “No, not me”: nobody will blame you.`
      : mrkdwn`Say yes only if you have spoken with ${inert(name)}, on the phone or face to face, and all that the message lists was them. If you are not sure, close this form and press “No, not them”.`;
  return opening(modals.wasMe, { incident, question: number }, yesOf(question), 'Yes', [
    section(sure),
    codeInput(),
    context(
      mrkdwn`No code at hand? Close this form: you have then not answered, and the security team will call you. They will never ask you to tell them a code.`,
    ),
  ]);
}

/** Asks for another target or other parameters. `possible`: the parameters that there are, as a sentence; undefined where there are none. */
export function editModal(proposal: Proposal, possible: string | undefined): Opening {
  const { id, edition, verb, resolved, params, approvals, digest } = proposal;
  const voided = approvals.length === 0 ? '' : ` ${counted(approvals.length, 'yes that it has becomes', 'yeses that it has become')} void.`;
  return opening(modals.edit, { proposal: id, edition }, `Change ${id}`, 'Change', [
    section(
      mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}* becomes something else.${voided} You never count as an approver of it then.`,
    ),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }}`),
    optional(textInput('target', 'Another target', { most: 300, hint: 'As alerts name it, or as kind:value. Left empty, it stays the same.' })),
    ...(possible === undefined
      ? []
      : [
          optional(
            textInput('params', 'Parameters', { most: 3000, multiline: true, initial: spelledParams(params, '\n'), hint: `One a line. ${possible}` }),
          ),
        ]),
    reasonInput('Why', 'It stands in the timeline beside your name.'),
  ]);
}

export function denyModal(proposal: Proposal): Opening {
  const { id, edition, verb, resolved, digest } = proposal;
  return opening(modals.deny, { proposal: id, edition }, 'Deny', 'Deny', [
    section(mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}* will not be done. One no is enough, whatever others said.`),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }}`),
    reasonInput('Why not', 'It stands in the timeline beside your name.'),
  ]);
}

export function undoModal(proposal: Proposal, asked?: AskedFor): Opening {
  const { id, verb, resolved, undo, digest } = proposal;
  return opening(modals.undo, { proposal: id }, 'Undo', 'Undo', [
    section(mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}* is taken back.\n${inert(undo.how, 600)}`),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }}`),
    // Who cannot say it yet must still be able to let somebody back in.
    optional(
      select('as', 'Was it right to do it', [
        { value: 'over', text: plainOf('Yes: it is over', 75), description: plainOf('It was right, and is not needed any more', 75) },
        { value: 'wrong', text: plainOf('No: it was wrong', 75), description: plainOf('It counts against this rule and this action', 75) },
      ]),
    ),
    reasonInput('Why', 'It stands in the timeline beside your name.'),
    ...proofInputs(asked),
  ]);
}

const leases: readonly (readonly [string, string])[] = [
  ['4h', '4 hours'],
  ['24h', '24 hours'],
  ['3d', '3 days'],
  ['7d', '7 days'],
];

export function renewModal(proposal: Proposal, asked?: AskedFor): Opening {
  const { id, verb, resolved, digest } = proposal;
  return opening(modals.renew, { proposal: id }, 'Renew', 'Renew', [
    section(mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}* goes on.`),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }}`),
    select(
      'for',
      'For how long from now',
      leases.map(([value, label]) => ({ value, text: plainOf(label, 75) })),
    ),
    reasonInput('Why', 'It stands in the timeline beside your name.'),
    ...proofInputs(asked),
  ]);
}

export function keepModal(proposal: Proposal, asked?: AskedFor): Opening {
  const { id, verb, resolved, digest } = proposal;
  return opening(modals.keep, { proposal: id }, 'Make permanent', 'Make permanent', [
    section(mrkdwn`*${drillOf(proposal)}${inert(verb)} ${inert(resolved.label)}* holds until somebody undoes it. Nobody is reminded of it any more.`),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }}`),
    reasonInput('Why', 'It stands in the timeline beside your name.'),
    ...proofInputs(asked),
  ]);
}

const verdicts: readonly (readonly [Verdict, string, string])[] = [
  ['true-positive', 'True positive', 'It was an attack'],
  ['benign', 'Benign', 'It happened and was meant to'],
  ['false-positive', 'False positive', 'It did not happen'],
  ['inconclusive', 'Inconclusive', 'We cannot tell'],
];

/** `proposals`: those of the incident, so that nobody closes unaware over what still holds, or over what closing denies. */
export function closeModal(incident: Pick<Incident, 'id' | 'title'>, proposals: readonly Proposal[]): Opening {
  const standing = proposals.filter(({ state, undo }) => state === 'done' && undo.possible).length;
  const waiting = proposals.filter(({ state }) => state === 'proposed');
  const named = waiting.map(({ id, verb, resolved }) => mrkdwn`${id} (${inert(verb)} ${inert(resolved.label, 80)})`);
  return opening(modals.close, { incident: incident.id }, `Close ${incident.id}`, 'Close', [
    section(mrkdwn`*${incident.title}*`),
    ...(standing > 0
      ? [
          alert(
            'warning',
            mrkdwn`${counted(standing, 'containment still holds', 'containments still hold')} after closing, each until its lease ends or somebody takes it back.`,
          ),
        ]
      : []),
    ...(waiting.length > 0 ? [alert('warning', mrkdwn`Closing denies what still waits for a yes: ${joined(named, ', ')}.`)] : []),
    select(
      'verdict',
      'What was it',
      verdicts.map(([value, label, says]) => ({ value, text: plainOf(label, 75), description: plainOf(says, 75) })),
    ),
    reasonInput('Why you think so', 'It opens the report.'),
    optional(textInput('impact', 'What the damage was', { multiline: true, most: 2000, hint: 'For the report. It can also be stated later.' })),
    optional(textInput('cause', 'Root cause', { multiline: true, most: 2000, hint: 'For the report. It can also be stated later.' })),
    optional(
      textInput('followUps', 'What has to be done now', { multiline: true, most: 2000, hint: 'One to a line. Each becomes a ticket of its own.' }),
    ),
  ]);
}

export function noteModal(incident: Pick<Incident, 'id'>): Opening {
  return opening(modals.note, { incident: incident.id }, `Note on ${incident.id}`, 'Add', [
    textInput('text', 'Note', { multiline: true, most: 2900, hint: 'It goes into the timeline, with your name and the time.' }),
    {
      ...input(
        'when',
        'When it happened',
        { type: 'datetimepicker', action_id: 'when' },
        'Leave it empty for now. Otherwise the timeline shows both times.',
      ),
      optional: true,
    },
  ]);
}

export function openIncidentModal(): Opening {
  return opening(modals.openIncident, {}, 'Open an incident', 'Open', [
    textInput('title', 'What happened', { most: 200 }),
    select(
      'severity',
      'How bad is it',
      severity.options.map((value) => ({ value, text: plainOf(value, 75) })),
    ),
  ]);
}

/** `incidents`: those that this person may read, the likeliest first. The message's words can be shortened before they go into the record. */
export function addToTimelineModal(message: Pointed, incidents: readonly Pick<Incident, 'id' | 'title'>[]): Opening {
  const { channel, ts, text, author } = message;
  const options = incidents.slice(0, 100).map(({ id, title }) => ({ value: id, text: plainOf([`${id} `, title], 75) }));
  if (options.length === 0) return { open: { ...answerModal('Add to timeline', 'No incident is open that you can read.') } };
  return opening(modals.addToTimeline, { channel, ts, author }, 'Add to timeline', 'Add', [
    select('incident', 'Incident', options, options[0]),
    textInput('text', 'What goes into the timeline', { multiline: true, most: 2900, initial: Untrusted.of(text).forTerminal(2900) }),
  ]);
}

/** A modal that only says something, in place of one that was submitted. */
export function answerModal(title: string, says: Answer | Text): ModalView {
  const blocks = isAnswer(says) ? drawAnswer(says, 'modal').blocks : [section(mrkdwn`${says}`)];
  return { type: 'modal', title: plainOf(title, mostTitle), close: plainOf('Close', mostTitle), blocks };
}

function isAnswer(says: Answer | Text): says is Answer {
  return typeof says === 'object' && 'parts' in says;
}

function opening<Value, Fields>(
  contract: ModalContract<Value, Fields>,
  value: Value,
  title: string,
  submit: string,
  blocks: readonly KnownBlock[],
): Opening {
  const view: ModalView = {
    type: 'modal',
    callback_id: contract.id,
    private_metadata: encode(contract, value),
    title: plainOf(title, mostTitle),
    submit: plainOf(submit, mostTitle),
    close: plainOf('Cancel', mostTitle),
    blocks: [...blocks],
  };
  return { open: { ...view } };
}

/** Block id and action id of an input are both the field's name in its contract. */
function input(name: string, label: string, element: InputBlock['element'], hint?: string): InputBlock {
  return { type: 'input', block_id: name, label: plainOf(label, 200), element, ...(hint !== undefined && { hint: plainOf(hint, 200) }) };
}

interface TextInputLook {
  readonly most: number;
  readonly multiline?: boolean;
  readonly initial?: string;
  readonly hint?: string;
}

function textInput(name: string, label: string, { most, multiline = false, initial, hint }: TextInputLook): InputBlock {
  return input(
    name,
    label,
    {
      type: 'plain_text_input',
      action_id: name,
      multiline,
      max_length: most,
      ...(initial !== undefined && initial !== '' && { initial_value: initial }),
    },
    hint,
  );
}

function codeInput(): InputBlock {
  return textInput('code', 'One-time code', { most: 7, hint: 'The six digits that your authenticator app shows. Each counts once.' });
}

function reasonInput(label: string, hint: string): InputBlock {
  return textInput('reason', label, { multiline: true, most: 1000, hint });
}

function select(name: string, label: string, options: PlainTextOption[], initial?: PlainTextOption): InputBlock {
  return input(name, label, { type: 'static_select', action_id: name, options, ...(initial && { initial_option: initial }) });
}

function optional(field: InputBlock): InputBlock {
  return { ...field, optional: true };
}

/** Slack takes this block in modals only (node-slack-sdk pull request 2567). */
function alert(level: AlertBlock['level'], text: Mrkdwn): AlertBlock {
  return { type: 'alert', text: textOf(text, 1000), ...(level && { level }) };
}

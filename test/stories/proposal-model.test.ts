import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide } from '../../src/core/decision.ts';
import { FirebreakError } from '../../src/core/errors.ts';
import type { Proposal, ProposalState } from '../../src/core/proposal.ts';
import { approveContainment } from '../../src/flows/approve-containment.ts';
import { checkContainment } from '../../src/flows/check-containment.ts';
import { denyContainment } from '../../src/flows/deny-containment.ts';
import { editContainment } from '../../src/flows/edit-containment.ts';
import { executeContainment } from '../../src/flows/execute-containment.ts';
import { expireProposal } from '../../src/flows/expire-proposal.ts';
import { restoreContainment, undoContainment } from '../../src/flows/undo-containment.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { By } from '../../src/kit/knock.ts';
import { times } from '../depth.ts';
import { type Ground, openGround } from './executors.ts';

/** What a suspension that takes two yeses should be, told without any of the bot's code. */
interface Model {
  state: ProposalState;
  yeses: Set<number>;
  /** Minutes since it was proposed; it expires after fifteen. */
  minutes: number;
  /** Slack says nothing about who still belongs to the team; no one-time code stands behind any word here. */
  silent: boolean;
  suspended: boolean;
  executions: number;
  /** Counts from 1; a yes is given to one of them. */
  edition: number;
  /** Whether whoever changes it here has done so: their yes counts no more. */
  edited: boolean;
}

/** The bot, with a clock that runs ahead, and with a Slack that says who belongs to the team when the model says so, however busy the machine is. */
interface Real {
  readonly bot: Bot;
  readonly proposal: Proposal;
  readonly pass: (minutes: number) => void;
  readonly hush: (silent: boolean) => void;
}

type Mishap = 'none' | 'refused' | 'lost before' | 'lost after';
type Step = fc.AsyncCommand<Model, Real>;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const byOf = (index: number): By => {
  const id = ground.people[index] ?? '';
  const person = ground.bot.files.team.person(id);
  return { actor: { kind: 'human', id, name: id }, person, entrance: 'slack', timezone: 'UTC' };
};

/** Whether the bot did it; false when it refused with a sentence. */
async function taken(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof FirebreakError) return false;
    throw error;
  }
}

function mishap(kind: Mishap, path: RegExp): void {
  const { faults } = ground.range;
  faults.clear();
  const call = { system: 'okta', method: 'POST', path } as const;
  if (kind === 'refused') faults.next({ ...call, status: 403 });
  if (kind === 'lost before') faults.next({ ...call, drop: 'before' });
  if (kind === 'lost after') faults.next({ ...call, drop: 'after' });
}

/** What has to be so after every step, whatever it was. */
async function isAsModelled(model: Model, { bot, proposal }: Real): Promise<void> {
  const stored = await bot.store.get('proposal', proposal.id);
  const touched = ground.range.inspect.okta.users.filter(
    ({ profile, status }) => status === 'SUSPENDED' && profile.login.startsWith(loginOf(proposal)),
  );
  expect({
    state: stored?.state,
    edition: stored?.edition,
    yeses: stored?.approvals.length,
    suspended: touched.map(({ id }) => id),
    executions: stored && ground.executionsOf(stored),
  }).toEqual({
    state: model.state,
    edition: model.edition,
    yeses: model.yeses.size,
    suspended: model.suspended ? [stored?.resolved.id] : [],
    executions: model.executions,
  });
}

function step(name: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await isAsModelled(model, real);
    },
    toString: () => name,
  };
}

/** What the logins of all accounts begin with that a proposal has had as its target. */
const loginOf = ({ target }: Proposal) => `${target.value.slice(0, target.value.indexOf('@'))}`;

const expired = ({ minutes }: Model) => minutes >= 15;

const approve = (index: number) =>
  step(`person ${index} says yes`, async (model, { bot, proposal }) => {
    const isEditor = model.edited && index === editor;
    const counts = model.state === 'proposed' && !expired(model) && !model.silent && !model.yeses.has(index) && !isEditor;
    if (counts) model.yeses.add(index);
    if (counts && model.yeses.size === 2) model.state = 'approved';
    expect(await taken(approveContainment(bot, { proposal: proposal.id, edition: model.edition, reason: 'An attack.' }, byOf(index)))).toBe(counts);
  });

/** One of those who may say yes, and an analyst besides. */
const editor = 2;

const edit = step('it is given another target', async (model, { bot, proposal }) => {
  const counts = (model.state === 'proposed' || model.state === 'approved') && !expired(model);
  const value = `${loginOf(proposal)}.${model.edition + 1}@acme.example`;
  ground.range.happen(({ okta }) => {
    const [like] = okta.users;
    if (like === undefined || okta.users.some(({ profile }) => profile.login === value)) return;
    okta.users.push({
      ...like,
      id: `${proposal.resolved.id}.${model.edition + 1}`,
      status: 'ACTIVE',
      profile: { ...like.profile, login: value, email: value },
    });
  });
  if (counts) Object.assign(model, { state: 'proposed', yeses: new Set(), minutes: 0, edition: model.edition + 1, edited: true });
  const target = { kind: 'user', value, role: 'related' } as const;
  const by = byOf(editor);
  const analyst: By = { ...by, person: by.person && { ...by.person, roles: ['analyst', 'approver'] } };
  expect(await taken(editContainment(bot, { proposal: proposal.id, target, reason: 'It was the other one.' }, analyst))).toBe(counts);
});

const approveOlder = step('somebody says yes to another edition', async (model, { bot, proposal }) => {
  expect(await taken(approveContainment(bot, { proposal: proposal.id, edition: model.edition + 1, reason: 'An attack.' }, byOf(9)))).toBe(false);
});

/** It only keeps things from happening, so it takes nobody's word but theirs. */
const deny = step('somebody says no', async (model, { bot, proposal }) => {
  const counts = model.state === 'proposed' || model.state === 'approved';
  if (counts) model.state = 'denied';
  expect(await taken(denyContainment(bot, { proposal: proposal.id, reason: 'It was her.' }, byOf(5)))).toBe(counts);
});

const wait = (minutes: number) =>
  step(`${minutes} minutes pass`, async (model, { pass }) => {
    model.minutes += minutes;
    pass(minutes);
  });

const hush = (silent: boolean) =>
  step(silent ? 'Slack falls silent' : 'Slack speaks', async (model, real) => {
    model.silent = silent;
    real.hush(silent);
  });

const expire = step('the expiry is due', async (model, { bot, proposal }) => {
  if (model.state === 'proposed' && expired(model)) model.state = 'expired';
  await expireProposal(bot, { proposal: proposal.id });
});

const execute = (kind: Mishap) =>
  step(`it is executed (${kind})`, async (model, { bot, proposal }) => {
    if (model.state === 'approved') {
      if (expired(model)) model.state = 'expired';
      else if (model.silent) model.state = 'stale';
      else if (kind === 'refused') model.state = 'failed';
      else if (kind === 'lost before') model.state = 'unknown';
      else Object.assign(model, { state: 'done', suspended: true, executions: 1 });
    }
    mishap(kind, /lifecycle\/suspend$/);
    await executeContainment(bot, { proposal: proposal.id });
  });

const check = step('somebody has it checked', async (model, { bot, proposal }) => {
  if (model.state === 'unknown') model.state = 'failed';
  const by = byOf(3);
  await checkContainment(bot, proposal.id, { ...by, person: by.person && { ...by.person, roles: ['analyst', 'approver'] } });
});

const undo = step('somebody takes it back', async (model, { bot, proposal }) => {
  const counts = model.state === 'done' && !model.silent;
  if (counts) model.state = 'undoing';
  expect(await taken(undoContainment(bot, { proposal: proposal.id, reason: 'It was her.' }, byOf(4)))).toBe(counts);
});

const restore = (kind: Mishap) =>
  step(`it is restored (${kind})`, async (model, { bot, proposal }) => {
    if (model.state === 'undoing') {
      if (kind === 'refused' || kind === 'lost before') model.state = 'done';
      else Object.assign(model, { state: 'undone', suspended: false });
    }
    mishap(kind, /lifecycle\/unsuspend$/);
    await restoreContainment(bot, { proposal: proposal.id });
  });

const mishaps: readonly Mishap[] = ['none', 'refused', 'lost before', 'lost after'];
const steps = fc.commands(
  [
    fc.nat(3).map(approve),
    fc.nat(3).map(approve),
    fc.constant(approveOlder),
    fc.constant(edit),
    fc.constant(deny),
    fc.constantFrom(1, 5, 5, 20).map(wait),
    fc.constantFrom(true, false, false).map(hush),
    fc.constant(expire),
    fc.constantFrom(...mishaps).map(execute),
    fc.constantFrom(...mishaps).map(execute),
    fc.constant(check),
    fc.constant(undo),
    fc.constantFrom(...mishaps).map(restore),
  ],
  { maxCommands: 25, size: 'max' },
);

test('a proposal goes through its states as told, whatever happens in whatever order', { timeout: 1_800_000 }, async () => {
  await fc.assert(
    // Most begin with both yeses, or chance would hardly ever come to what happens after them.
    fc.asyncProperty(fc.constantFrom(0, 1, 2, 2, 2, 2), steps, async (yeses, commands) => {
      const [proposal] = (await ground.propose(1)) as [Proposal];
      let ahead = 0;
      let silent = false;
      const bot: Bot = {
        ...ground.bot,
        now: () => new Date(Date.parse(proposal.proposedAt) + ahead * 60_000).toISOString(),
        memberships: async () => () => (silent ? decide('unread', 'Slack says nothing.') : decide('member')),
      };
      const untouched = { suspended: false, executions: 0 };
      const model: Model = { state: 'proposed', yeses: new Set(), minutes: 0, silent: false, ...untouched, edition: 1, edited: false };
      const pass = (minutes: number) => {
        ahead += minutes;
      };
      const real: Real = {
        bot,
        proposal,
        pass,
        hush: (now) => {
          silent = now;
        },
      };
      for (let index = 0; index < yeses; index++) await approve(index).run(model, real);
      await fc.asyncModelRun(() => ({ model, real }), commands);
    }),
    { numRuns: times({ quick: 60, ci: 300, deep: 5000 }) },
  );
});

import { mayTriage } from '../core/access.ts';
import { type Brake, type BrakeId, brakeTitles, holds } from '../core/brake.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import { ended } from '../core/text.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { noSuspect } from './no-suspect.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { pulling, releasing } from './turn-brake.ts';

/**
 * Stops every containment at once, in every process that uses this store. Approvals are still taken and recorded, and nothing runs; undo stays possible,
 * because a freeze is often pulled when a containment went wrong. Whoever may triage may freeze: stopping is the safe direction, and everybody sees who did.
 * @throws RefusedError for anybody else, and for suspects of an open incident.
 */
export async function freeze(bot: Bot, reason: string | undefined, by: By): Promise<Answer> {
  if (!mayTriage(by.person)) throw new RefusedError('Freezing is for analysts and approvers.', { next: 'Ask one of them to do it, at once.' });
  await noSuspect(bot, by.person);
  const why = reason ?? 'no reason was given';
  const frozen = await settle<Brake>(bot.store, async () => {
    const before = await bot.store.get('brake', 'freeze');
    if (holds(before)) return { result: before };
    const changes = await pulling(bot, before, { id: 'freeze', by: by.actor, reason: why, now: bot.now() });
    return { changes, result: (changes.state?.[0]?.value ?? before) as Brake };
  });
  return answer(
    brakeTitles.freeze,
    [
      { text: [`${frozen.pulled.by.name} froze them at `, { at: frozen.pulled.at }, `: ${ended(frozen.pulled.reason)}`] },
      {
        text: 'Nothing runs from now on. A call that had left already cannot be called back: the board shows it. Approvals are recorded; undo works.',
      },
      { hint: ['To let them go on: ', { code: `${bot.commandPrefix}contain unfreeze why` }] },
    ],
    { brake: frozen },
  );
}

/**
 * Lifts the freeze, or closes the breaker: what waits and has not expired goes on. Only those who may approve may, with a reason.
 * @throws RefusedError for anybody else; InputError when it does not hold anything up.
 */
export function release(bot: Bot, id: BrakeId, reason: string, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const { approvers } = bot.files.policy.containment;
    if (by.person?.roles.some((role) => approvers.includes(role)) !== true) {
      throw new RefusedError(`Letting containments go on takes the role ${approvers.join(' or ')}, which you do not have.`);
    }
    await noSuspect(bot, by.person);
    const before = await bot.store.get('brake', id);
    if (!holds(before)) throw new InputError(id === 'freeze' ? 'Nothing is frozen.' : 'The breaker is closed already.');
    const changes = await releasing(bot, before, { id, by: by.actor, reason, now: bot.now() });
    const title = id === 'freeze' ? 'The freeze is lifted' : 'The breaker is closed';
    const held = id === 'freeze' ? await heldNow(bot) : [];
    const says = held.length === 0 ? 'Nothing was held up by it.' : 'What was approved meanwhile and has not expired goes on now:';
    return { changes, result: answer(title, [{ text: says }, ...listOf(held)], { brake: id, goesOn: held.map((one) => one.id) }) };
  });
}

/** What would run once the freeze is lifted, for whoever thinks of lifting it. Nothing is changed. */
export async function previewRelease(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('The freeze', bot, by);
  const freeze = await bot.store.get('brake', 'freeze');
  if (!holds(freeze)) return answer('Nothing is frozen', [], { brake: null });
  const held = await heldNow(bot);
  const [first] = held;
  const says = first === undefined ? 'Nothing waits for it: nothing would run.' : 'Once it is lifted, this runs at once:';
  return answer(
    brakeTitles.freeze,
    [
      { text: [`${freeze.pulled.by.name} froze them at `, { at: freeze.pulled.at }, `: ${ended(freeze.pulled.reason)}`] },
      { text: says },
      ...listOf(held),
      {
        hint: [
          'To lift it: ',
          { code: `${bot.commandPrefix}contain unfreeze why` },
          ...(first === undefined ? [] : [' · to stop one of them: ', { code: `${bot.commandPrefix}contain deny ${first.id} why` }]),
        ],
      },
    ],
    { brake: freeze, goesOn: held.map((one) => one.id) },
  );
}

/** What has its approvals and only waits for the freeze to end. */
async function heldNow({ store, now }: Bot): Promise<readonly Proposal[]> {
  const approved = await store.proposals({ states: ['approved', 'intended'] });
  const at = now();
  return approved.filter(({ expiresAt }) => at < expiresAt);
}

function listOf(held: readonly Proposal[]): readonly Part[] {
  if (held.length === 0) return [];
  return [
    {
      list: held.map((one) => [
        `${one.incident} · ${one.id} `,
        `${one.verb} `,
        Untrusted.of(one.resolved.label),
        ': it expires at ',
        { at: one.expiresAt },
      ]),
    },
  ];
}

import { mayRead } from '../core/access.ts';
import { calibrationOf, mayActByItself } from '../core/calibrate.ts';
import { type Decision, decide } from '../core/decision.ts';
import { atBest } from '../core/gate.ts';
import type { GateVerdict } from '../core/proposal.ts';
import { counted, percent, type Text } from '../core/text.ts';
import { type DecidedCase, fewCases, newest, recordInWords, recordOf } from '../core/track-record.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';

/** How often each action was right under each rule, how well the confidence that was shown has held, and what may not happen by itself. */
export async function trackRecord(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('The track record', bot, by);
  const byKind = Map.groupBy(await readableCases(bot, by), ({ rule, action }) => JSON.stringify([rule, action]));
  const records = (await Promise.all([...byKind.values()].map((cases) => recordLine(bot, cases)))).toSorted((a, b) => b.cases - a.cases);
  const rows = records.map(({ rule, action, says, calibration: { said, brier, error }, automatic, cases }): Text[] => [
    rule ?? 'no rule',
    action,
    says,
    cases === 0 ? '–' : percent(said),
    cases === 0 ? '–' : `${brier.toFixed(3)} / ${error.toFixed(3)}`,
    automatic.verdict === 'automatic' ? 'yes' : 'no',
  ]);
  const kept = records.filter(({ automatic }) => automatic.verdict !== 'automatic');
  return answer(
    `Track record of ${counted(records.length, 'rule and action', 'rules and actions')}`,
    [
      records.length === 0
        ? { text: 'Nothing has been decided yet. As soon as incidents are closed with a verdict, their containments count here.' }
        : { table: { columns: ['Rule', 'Action', 'Record', 'Said', 'Brier / ECE', 'May act by itself'], rows } },
      ...(kept.length === 0
        ? []
        : [{ list: kept.map(({ rule, action, automatic }) => `${action}, ${rule ?? 'no rule'}: ${automatic.because.join(' ')}`) }]),
      {
        hint: `A case counts when its incident is closed with a verdict. Brier score and expected calibration error (ECE) are 0 when what was said always held; under ${fewCases} cases they say little.`,
      },
    ],
    { records },
  );
}

/** Those that this person may know of. */
async function readableCases({ store, files }: Bot, { person }: By): Promise<readonly DecidedCase[]> {
  const cases = await store.cases();
  const incidents = await Promise.all([...new Set(cases.map(({ incident }) => incident))].map((id) => store.get('incident', id)));
  const readable = new Set(incidents.flatMap((one) => (one !== undefined && mayRead(person, one, files.policy) ? [one.id] : [])));
  return cases.filter(({ incident }) => readable.has(incident));
}

async function recordLine(bot: Bot, cases: readonly DecidedCase[]) {
  const { rule = null, action = '' } = cases[0] ?? {};
  const record = recordOf(cases);
  const automatic = await byItself(bot, cases);
  return { rule, action, ...record, says: recordInWords(record), calibration: calibrationOf(cases), automatic };
}

/** Whether it may happen by itself: policy has to let it, and the record must not speak against it. */
async function byItself({ store, files }: Bot, cases: readonly DecidedCase[]): Promise<Decision<GateVerdict>> {
  const [newestCase] = newest(cases, 1);
  const known = newestCase && (await store.get('proposal', newestCase.proposal));
  if (known === undefined) return mayActByItself(cases);
  const answer = atBest(known, files.policy);
  if (answer === undefined) return decide('forbidden', 'No line of the policy’s gate is for it.');
  if (answer.verdict === 'automatic') return mayActByItself(cases);
  return decide(answer.verdict, `Line ${answer.line} of the policy’s gate gives it to people.`);
}

import { calibrationOf, mayActByItself } from '../core/calibrate.ts';
import { counted, percent, type Text } from '../core/text.ts';
import { type DecidedCase, fewCases, recordInWords, recordOf } from '../core/track-record.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';

/** How often each action was right under each rule, how well the confidence that was shown has held, and what may not happen by itself. */
export async function trackRecord(bot: Bot): Promise<Answer> {
  const byKind = Map.groupBy(await bot.store.cases(), ({ rule, action }) => JSON.stringify([rule, action]));
  const records = [...byKind.values()].map((cases) => recordLine(cases)).toSorted((a, b) => b.cases - a.cases);
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

function recordLine(cases: readonly DecidedCase[]) {
  const { rule = null, action = '' } = cases[0] ?? {};
  const record = recordOf(cases);
  return { rule, action, ...record, says: recordInWords(record), calibration: calibrationOf(cases), automatic: mayActByItself(cases) };
}

import { writeFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';
import { incidentArg } from '../core/incident.ts';
import { type ReportForm, reportForms } from '../core/printer.ts';
import { tlpLabel, tlpMeanings } from '../core/tlp.ts';
import { readReport } from '../flows/read-report.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { invoked } from './invoked.ts';

export const reportUsage = 'report <incident> [--format md|html|pdf|json|csv|svg|png] [--out <file>]';

/**
 * Writes the post-incident report of an incident into a file, in one form; Markdown when none is named, into the folder where one stands when no file is.
 * @throws NotFoundError for an incident that this person may not read; InputError when the file cannot be written or is there already.
 */
export async function printReport(bot: Bot, by: By, typed: readonly string[]): Promise<Answer> {
  const { id, form, out } = wanted(typed);
  const report = await readReport(bot, id, by);
  const { fileName, bytes } = await bot.printer.print(report, form);
  const file = out ?? fileName;
  try {
    writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new InputError(`${file} cannot be written, or is there already.`, { next: 'Name another file with --out.', cause });
  }
  return answer(`The report of ${id} is in ${file}`, [{ text: `${tlpLabel(report.tlp)}: ${tlpMeanings[report.tlp]}` }], {
    incident: id,
    file,
    form,
    bytes: bytes.length,
    tlp: tlpLabel(report.tlp),
  });
}

function wanted(typed: readonly string[]): { readonly id: string; readonly form: ReportForm; readonly out: string | undefined } {
  const after = (flag: string) => (typed.includes(flag) ? (typed[typed.indexOf(flag) + 1] ?? '') : undefined);
  const named = after('--format') ?? 'md';
  const id = incidentArg.safeParse(typed[0]);
  const form = reportForms.find((one) => one === named);
  if (id.success && form !== undefined && after('--out') !== '') return { id: id.data, form, out: after('--out') };
  throw new InputError(form === undefined ? `There is no form ${named}.` : 'Something is missing.', { next: `Type ${invoked}${reportUsage}` });
}

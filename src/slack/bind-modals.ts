import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, ViewOutput } from '@slack/bolt';
import { InputError } from '../core/errors.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { AnyModal } from '../kit/knock.ts';
import { withoutSecrets } from '../kit/without-secrets.ts';
import { recordRefused, subjectOfForm } from './clicked-message.ts';
import { decode } from './contracts.ts';
import { explainError } from './explain-error.ts';
import { type Door, firstHearing } from './knocking.ts';
import { answerModal } from './views/modals.ts';

/** Milliseconds until a form says that it is still working; Slack gives up after three seconds. */
const patience = 2000;

/** What became of a form: wrong fields keep it open, a refusal takes its place, an answer closes it. */
type Outcome =
  | { readonly errors: Readonly<Record<string, string>> }
  | { readonly refusal: Answer }
  | { readonly done: Answer; readonly channel: string | undefined };

/** One submission, as it came. */
interface Submission {
  readonly user: string;
  readonly team: string | undefined;
  readonly view: ViewOutput;
}

/** Lets in every submitted form. */
export function bindModals(app: App, door: Door): void {
  const { bot } = door;
  const handlers = new Map([...door.knocks.modals.values()].map((handler) => [handler.contract.id, handler]));

  app.view(/.*/, async ({ ack, body, view }) => {
    const user = body.user.id;
    if (!(await firstHearing(bot, `view:${view.id}:${'trigger_id' in body ? String(body.trigger_id) : view.hash}`))) return ack();
    const work = submit(door, handlers.get(view.callback_id), { user, team: body.team?.id ?? body.user.team_id, view });
    const outcome = await Promise.race([work, sleep(patience, 'late' as const)]);
    if (outcome === 'late') {
      await ack({
        response_action: 'update',
        view: answerModal('Working', 'This takes a little longer. You can close it; the card shows how it goes.'),
      });
      return showLate(door, view.id, await work);
    }
    if ('errors' in outcome) return ack({ response_action: 'errors', errors: { ...outcome.errors } });
    if ('refusal' in outcome) return ack({ response_action: 'update', view: answerModal('Not done', outcome.refusal) });
    await ack();
    await door.replyTo({ user, channel: outcome.channel })(outcome.done);
  });
}

async function submit(door: Door, handler: AnyModal | undefined, { user, team, view }: Submission): Promise<Outcome> {
  const { bot, seal, who } = door;
  try {
    const by = async (channel?: string) => who({ user, team, channel });
    const { passage, value, contract, submit } = await opened(handler, user, view, seal).catch(async (error: unknown) => {
      const refused = { button: view.callback_id, form: true, subject: subjectOfForm(view.private_metadata) };
      if (error instanceof InputError) await recordRefused(bot, { ...refused, why: error.message }, await by());
      throw error;
    });
    const fields = contract.fields.safeParse(fieldsOf(view));
    if (!fields.success) return { errors: Object.fromEntries(fields.error.issues.map(({ path, message }) => [String(path[0]), message])) };
    if (!(await firstHearing(bot, `form:${passage.once}:${digestOf(fields.data)}`))) return { refusal: sentAlready };
    const outcome = await submit(bot, value, withoutSecrets(fields.data, bot.redact), await by(passage.channel), door.messages);
    if ('errors' in outcome) return { errors: outcome.errors };
    return { done: outcome, channel: passage.channel };
  } catch (error) {
    const errors = error instanceof InputError ? fieldErrors(error, view) : {};
    if (Object.keys(errors).length > 0) return { errors };
    return { refusal: explainError(bot, error, `modal ${view.callback_id}`) };
  }
}

/** @throws InputError when it is no form that we have opened for this person, or what it is about has changed since. */
async function opened(handler: AnyModal | undefined, user: string, view: ViewOutput, seal: Door['seal']) {
  if (!handler) throw new InputError('This form is of another version of the bot. Nothing was done.', { next: 'Open it again.' });
  const { contract, submit } = handler;
  const passage = await seal.openView(contract.id, view.private_metadata, user);
  return { contract, submit, passage, value: decode(contract, passage.value) };
}

/** Slack delivered it again, or somebody sent the same once more. */
const sentAlready = answer('Sent already', [{ text: 'This form was sent before, with the same in it. What was said then stands.' }], {
  error: 'sent already',
});

function digestOf(fields: unknown): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
}

/** Problems that name a field of the form are shown under it. */
function fieldErrors({ problems }: InputError, view: ViewOutput): Record<string, string> {
  return Object.fromEntries(problems.filter(({ path }) => path in view.state.values).map(({ path, message }) => [path, message]));
}

/** What was filled in, by field. Block id and action id of an input are both its field's name. */
function fieldsOf(view: ViewOutput): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(view.state.values).map(([field, elements]) => {
      const filled = Object.values(elements)[0];
      const chosen = filled?.selected_options?.map(({ value }) => value) ?? filled?.selected_option?.value;
      return [field, filled?.value ?? chosen ?? filled?.selected_date ?? filled?.selected_date_time ?? filled?.selected_user ?? undefined];
    }),
  );
}

async function showLate({ api, bot }: Door, viewId: string, outcome: Outcome): Promise<void> {
  const view =
    'done' in outcome
      ? answerModal('Done', outcome.done)
      : answerModal('Not done', 'refusal' in outcome ? outcome.refusal : Object.values(outcome.errors).join(' '));
  await api
    .reply('show what became of a form', (client) => client.views.update({ view_id: viewId, view }))
    .catch((error: unknown) => {
      bot.log.info({ error }, 'a form was closed before its outcome could be shown');
    });
}

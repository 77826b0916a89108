import type { View } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { findView, openModal, publishHome, pushModal, updateView } from '../views.ts';
import { viewJson } from '../wire.ts';
import { type Args, type Around, knownUser, type Methods } from './method.ts';

const drawn = ({ workspace }: Around, view: View) => ({ view: viewJson(workspace, view) });
const rawView = (args: Args) => args.json('view', 'invalid_arguments');

/** Modals and Home. A trigger is spent even when the view is refused: the stricter reading of what Slack leaves open. */
export const viewMethods: Methods = {
  'views.open': {
    tier: 4,
    run(args, around) {
      const user = around.triggers.exchange(args.text('trigger_id'));
      unusedExternalId(args, around);
      return drawn(around, openModal(around.workspace, user, rawView(args)));
    },
  },
  'views.push': {
    tier: 4,
    run(args, around) {
      const user = around.triggers.exchange(args.text('trigger_id'));
      unusedExternalId(args, around);
      return drawn(around, pushModal(around.workspace, user, rawView(args)));
    },
  },
  'views.update': {
    tier: 4,
    run(args, around) {
      const found = findView(around.workspace, { id: args.optional('view_id'), externalId: args.optional('external_id') });
      if (!found) throw new SlackError('not_found');
      return drawn(around, updateView(around.workspace, found, rawView(args), args.optional('hash')));
    },
  },
  'views.publish': {
    tier: 4,
    run(args, around) {
      const user = knownUser(around, args.text('user_id'));
      return drawn(around, publishHome(around.workspace, user.id, rawView(args), args.optional('hash')));
    },
  },
};

function unusedExternalId(args: Args, around: Around): void {
  const view = rawView(args) as { external_id?: string } | undefined;
  if (view?.external_id && findView(around.workspace, { externalId: view.external_id })) throw new SlackError('duplicate_external_id');
}

import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../page-api.ts';
import { checkView } from './block-kit/check.ts';
import { limits } from './block-kit/limits.ts';
import { initialValues } from './inputs.ts';
import { withIds } from './messages.ts';
import type { View } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** Opens a modal on top of nothing. Whatever the person had open is closed, as in Slack. */
export function openModal(workspace: Workspace, user: string, raw: unknown): View {
  const view = newView(workspace, user, raw, 'modal', null);
  return stack(workspace, user, [view]).at(-1) as View;
}

/** @throws SlackError `push_limit_reached` above three. */
export function pushModal(workspace: Workspace, user: string, raw: unknown): View {
  const open = modalsOf(workspace, user);
  if (open.length >= limits['view.stack']) throw new SlackError('push_limit_reached');
  const view = newView(workspace, user, raw, 'modal', open.at(-1) ?? null);
  stack(workspace, user, [...open, view]);
  return view;
}

/**
 * Replaces what an open view shows. What a person entered stays in inputs whose block and action are still there.
 * @throws SlackError `not_found`, or `hash_conflict` when the app last saw another state.
 */
export function updateView(workspace: Workspace, found: View, raw: unknown, hash?: string): View {
  if (hash !== undefined && hash !== found.hash) throw new SlackError('hash_conflict');
  const fresh = newView(workspace, found.user, raw, found.type, null);
  const kept = Object.fromEntries(
    Object.entries(fresh.filled).map(([block, actions]) => [block, { ...actions, ...pick(found.filled[block] ?? {}, Object.keys(actions)) }]),
  );
  const updated: View = { ...fresh, id: found.id, previous: found.previous, root: found.root, filled: kept };
  putView(workspace, updated);
  return updated;
}

export function publishHome(workspace: Workspace, user: string, raw: unknown, hash?: string): View {
  const before = workspace.homes.get(user);
  if (before) return updateView(workspace, before, raw, hash);
  const view = newView(workspace, user, raw, 'home', null);
  putView(workspace, view);
  return view;
}

/** An open modal or a Home by its id or by the app's own `external_id`. */
export function findView(workspace: Workspace, reference: { id?: string | undefined; externalId?: string | undefined }): View | undefined {
  const all = [...workspace.modals.values().flat(), ...workspace.homes.values()];
  return all.find((view) =>
    reference.id ? view.id === reference.id : reference.externalId !== undefined && view.external_id === reference.externalId,
  );
}

export function modalsOf(workspace: Workspace, user: string): readonly View[] {
  return workspace.modals.get(user) ?? [];
}

/** Takes a modal and everything above it off the stack; `all`: the whole stack. */
export function closeModal(workspace: Workspace, view: View, all = false): void {
  const open = modalsOf(workspace, view.user);
  const index = open.findIndex((candidate) => candidate.id === view.id);
  stack(workspace, view.user, all || index < 0 ? [] : open.slice(0, index));
}

/** Keeps what was entered, or the sentences under the inputs. */
export function noteOnView(workspace: Workspace, view: View, note: Partial<Pick<View, 'filled' | 'errors'>>): View {
  const noted = { ...view, ...note };
  putView(workspace, noted);
  return noted;
}

function putView(workspace: Workspace, view: View): void {
  if (view.type === 'home') {
    workspace.homes.put(view.user, view);
    workspace.changes.announce({ type: 'views', user: view.user });
    return;
  }
  const open = modalsOf(workspace, view.user);
  if (!open.some((candidate) => candidate.id === view.id)) throw new SlackError('not_found');
  stack(
    workspace,
    view.user,
    open.map((candidate) => (candidate.id === view.id ? view : candidate)),
  );
}

function stack(workspace: Workspace, user: string, views: readonly View[]): readonly View[] {
  workspace.modals.put(user, views);
  workspace.changes.announce({ type: 'views', user });
  return views;
}

function newView(workspace: Workspace, user: string, raw: unknown, type: View['type'], below: View | null): View {
  const view = checkView(raw) as JsonObject & { readonly blocks: readonly JsonObject[] };
  if (view.type !== type) throw new SlackError('invalid_arguments', { response_metadata: { messages: [`[ERROR] the view must be a ${type}`] } });
  const id = workspace.newId('V');
  const blocks = withIds(view.blocks);
  return {
    id,
    type,
    user,
    blocks,
    ...(view.title !== undefined && { title: view.title as JsonObject }),
    ...(view.submit !== undefined && { submit: view.submit as JsonObject }),
    ...(view.close !== undefined && { close: view.close as JsonObject }),
    callback_id: String(view.callback_id ?? ''),
    private_metadata: String(view.private_metadata ?? ''),
    external_id: String(view.external_id ?? ''),
    clear_on_close: view.clear_on_close === true,
    notify_on_close: view.notify_on_close === true,
    hash: `${Math.floor(workspace.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    previous: below?.id ?? null,
    root: below?.root ?? id,
    filled: initialValues(blocks),
    errors: {},
  };
}

function pick<Value>(from: Readonly<Record<string, Value>>, keys: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
}

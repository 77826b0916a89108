import { mayRead } from '../core/access.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, ClientId, Order, Surroundings } from '../kit/define.ts';
import type { By } from '../kit/knock.ts';

export interface ProposalWithIncident {
  readonly proposal: Proposal;
  readonly incident: Incident;
}

/** A proposal with its incident, for somebody who may read them. @throws NotFoundError the same for unknown and forbidden. */
export async function proposalFor(bot: Bot, id: string, by: By): Promise<ProposalWithIncident> {
  const proposal = await bot.store.get('proposal', id);
  const incident = proposal && (await bot.store.get('incident', proposal.incident));
  if (!proposal || !incident || !mayRead(by.person, incident, bot.files.policy)) {
    throw new NotFoundError(`There is no proposal ${id} that you can read.`, {
      next: `Type ${bot.commandPrefix}contain to see what is proposed and what is contained.`,
    });
  }
  return { proposal, incident };
}

/** The action of a proposal. @throws NotFoundError when its file is gone. */
export function actionOf(bot: Bot, id: string): AnyAction {
  const action = bot.catalogue.actions.get(id);
  if (!action) {
    throw new NotFoundError(`There is no action ${id}.`, { next: `Known actions: ${[...bot.catalogue.actions.keys()].join(', ')}.` });
  }
  return action;
}

/** The clients that an action or enricher uses, or the settings that they lack. */
export function surroundingsOf(bot: Bot, uses: readonly ClientId[]): { readonly around: Surroundings } | { readonly absent: readonly string[] } {
  const connections = uses.map((id) => [id, bot.connection(id)] as const);
  const absent = connections.flatMap(([, connection]) => ('absent' in connection ? connection.absent : []));
  if (absent.length > 0) return { absent };
  const clients = Object.fromEntries(connections.flatMap(([id, connection]) => ('client' in connection ? [[id, connection.client]] : [])));
  return { around: { clients: clients as Surroundings['clients'], team: bot.files.team, now: bot.now() } };
}

/** Everything the connector is told, from what was approved. */
export function orderOf(proposal: Proposal): Order<unknown, unknown> {
  const { target, resolved, params, before, token } = proposal;
  return { target, resolved, params, before, token: token ?? '' };
}

/** What every event about a containment says. */
export function aboutContainment({ files }: Pick<Bot, 'files'>, proposal: Proposal) {
  const { id, action, target, resolved, digest } = proposal;
  return { proposal: id, action, target, label: resolved.label, digest, policyDigest: files.policy.digest };
}

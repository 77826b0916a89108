import type { PageMessage } from '../page-api.ts';
import { type ActingPerson, actingPerson } from './acting-person.ts';
import type { Delivered } from './app/delivery.ts';
import { changeChannel, lookUpChannel } from './channels.ts';
import type { Faults } from './faults.ts';
import type { Perform } from './people.ts';
import type { EnforcedRates } from './rates.ts';
import type { Channel, User, UserGroup } from './records.ts';
import { messageSeen } from './seen.ts';
import type { Call } from './web-api.ts';
import type { Workspace } from './workspace.ts';

/** Everything a test or the demo can do with the workspace, from within the process. */
export interface SlackControl {
  /** Somebody to act as, by id or by name (`ana`). @throws Error when there is nobody. */
  as(person: string): ActingPerson;
  /** Every channel there is, whoever may see it; direct messages included. */
  channels(): readonly Channel[];
  /** Everything in a channel, whoever may see it, oldest first; ephemeral messages too. @throws Error for an unknown channel. */
  messages(channel: string): readonly PageMessage[];
  /** Waits until the function returns something that is not false, null or undefined, and returns that. @throws Error naming `what` after `within` ms (5000). */
  waitFor<Value>(
    look: () => Value | Promise<Value>,
    options?: { readonly what?: string; readonly within?: number },
  ): Promise<Exclude<Value, false | null | undefined>>;

  /** What the app called, oldest first; at most the last 5,000. */
  readonly calls: readonly Call[];
  /** What was sent to the app, and whether it acknowledged; at most the last 5,000. */
  readonly deliveries: readonly Delivered[];
  readonly faults: Faults;
  /** Socket Mode from Slack's side. */
  readonly sockets: {
    readonly connected: boolean;
    /** Cuts all connections. */
    drop(): void;
    /** Asks the app to connect anew. */
    requestRefresh(): void;
  };
  enforceRates(rates: EnforcedRates): void;
  /** Replaces the scopes that the manifest asked for; undefined: as in the manifest. */
  grantScopes(scopes: readonly string[] | undefined): void;
  /** Changes who somebody is: deactivated, guest, another time zone. */
  changePerson(person: string, fields: Partial<Omit<User, 'id'>>): void;
  /** Changes who is in a user group, by its id, or switches it off. */
  changeGroup(group: string, fields: Partial<Omit<UserGroup, 'id'>>): void;
  /** Takes all of Slack down, sockets and Web API, or brings it back. */
  setDown(isDown: boolean): void;
  /** Shares a channel with another workspace, or archives it behind the app's back. */
  changeChannel(channel: string, fields: Partial<Pick<Channel, 'external' | 'archived'>>): void;
  /** As seeded; faults, rates and logs are forgotten too. Connections stay. */
  reset(): void;
}

export interface ControlOptions {
  readonly workspace: Workspace;
  readonly perform: Perform;
  readonly calls: readonly Call[];
  readonly deliveries: readonly Delivered[];
  readonly faults: Faults;
  readonly sockets: SlackControl['sockets'];
  readonly enforceRates: SlackControl['enforceRates'];
  readonly grantScopes: SlackControl['grantScopes'];
  readonly reset: () => void;
}

export function slackControl(options: ControlOptions): SlackControl {
  const { workspace, perform } = options;
  const person = (reference: string): User => {
    const name = reference.replace(/^@/, '');
    const user = workspace.users.get(reference) ?? workspace.users.values().find((candidate) => candidate.name === name);
    if (!user) throw new Error(`There is nobody called ${reference} in the workspace.`);
    return user;
  };
  const channelOf = (reference: string): Channel => {
    const channel = lookUpChannel(workspace, reference);
    if (!channel) throw new Error(`There is no channel ${reference} in the workspace.`);
    return channel;
  };

  return {
    calls: options.calls,
    deliveries: options.deliveries,
    faults: options.faults,
    sockets: options.sockets,
    enforceRates: options.enforceRates,
    grantScopes: options.grantScopes,
    reset: options.reset,
    as: (reference) => actingPerson(workspace, perform, person(reference)),
    channels: () => workspace.channels.values(),
    messages: (reference) =>
      workspace
        .messages(channelOf(reference).id)
        .values()
        .map((message) => messageSeen(workspace, message)),
    changePerson: (reference, fields) => void workspace.users.put(person(reference).id, { ...person(reference), ...fields }),
    changeGroup: (id, fields) => {
      const group = workspace.groups.get(id);
      if (!group) throw new Error(`There is no user group ${id} in the workspace.`);
      workspace.groups.put(id, { ...group, ...fields });
    },
    setDown: (isDown) => {
      options.faults.setDown(isDown);
      if (isDown) options.sockets.drop();
    },
    changeChannel: (reference, fields) => void changeChannel(workspace, channelOf(reference), fields),
    waitFor: (look, { what = 'what was waited for', within = 5000 } = {}) => waitFor(look, what, within),
  };
}

async function waitFor<Value>(look: () => Value | Promise<Value>, what: string, within: number): Promise<Exclude<Value, false | null | undefined>> {
  const end = performance.now() + within;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<Value, false | null | undefined>;
    if (performance.now() > end) throw new Error(`Within ${within} ms there was no sign of ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageChannel, PagePerson, World } from '../../../page-api.ts';

/** Names behind ids, and whose clock is read: everything a renderer needs to know of the world. */
export interface Directory {
  readonly as: string;
  readonly timezone: string;
  readonly people: ReadonlyMap<string, PagePerson>;
  readonly channels: ReadonlyMap<string, PageChannel>;
  readonly groups: ReadonlyMap<string, string>;
  readonly app: { readonly user: string; readonly name: string };
  /** Goes to a channel. */
  openChannel(id: string): void;
}

export function directoryOf(world: World, openChannel: (id: string) => void): Directory {
  const people = new Map(world.people.map((person) => [person.id, person]));
  return {
    as: world.as,
    timezone: people.get(world.as)?.timezone || 'UTC',
    people,
    channels: new Map(world.channels.map((channel) => [channel.id, channel])),
    groups: new Map(world.groups.map(({ id, handle }) => [id, handle])),
    app: { user: world.app.user, name: world.app.name },
    openChannel,
  };
}

const nobody: Directory = {
  as: '',
  timezone: 'UTC',
  people: new Map(),
  channels: new Map(),
  groups: new Map(),
  app: { user: '', name: '' },
  openChannel: () => undefined,
};

const context = createContext<Directory>(nobody);

export const DirectoryProvider = context.Provider;

export function useDirectory(): Directory {
  return useContext(context);
}

import { randomBytes } from 'node:crypto';
import { announcer } from './changes.ts';
import type { Journal, Shelf } from './journal.ts';
import type { Manifest } from './manifest.ts';
import type { Channel, Message, ResponseUrl, Sign, StoredFile, User, UserGroup, View } from './records.ts';
import type { Seed, SeedPerson } from './seed.ts';

/** The workspace's state and what makes its ids. Whoever changes it says so through `changes`. */
export interface Workspace {
  readonly team: Seed['team'];
  readonly groups: Shelf<UserGroup>;
  readonly manifest: Manifest;
  readonly app: { readonly id: string; readonly name: string; readonly user: string; readonly bot: string };
  readonly users: Shelf<User>;
  readonly channels: Shelf<Channel>;
  messages(channel: string): Shelf<Message>;
  readonly files: Shelf<StoredFile>;
  readonly responseUrls: Shelf<ResponseUrl>;
  /** Open modals of a person, the topmost last. */
  readonly modals: Shelf<readonly View[]>;
  readonly homes: Shelf<View>;
  readonly changes: ReturnType<typeof announcer>;
  /** `http://127.0.0.1:4100`; empty until the server listens. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** A message id: seconds and microseconds, never the same twice. */
  nextTs(): string;
  /** An id nobody has had before, also not before a reset. */
  newId(prefix: string): string;
  reset(): void;
  close(): void;
}

export const slackbot = 'USLACKBOT';

export function openWorkspace(options: { journal: Journal; seed: Seed; manifest: Manifest; now: () => number; origin: () => string }): Workspace {
  const { journal, seed, manifest, now } = options;
  const name = manifest.features.bot_user?.display_name ?? manifest.display_information.name;
  const app = { id: 'A0FIREBREAK', name, user: 'U0FIREBREAK', bot: 'B0FIREBREAK' };
  const users = journal.shelf<User>('users');
  const channels = journal.shelf<Channel>('channels');
  const groups = journal.shelf<UserGroup>('user groups');
  const changes = announcer();
  let lastMicros = 0;

  const sowGroups = () => {
    for (const group of seed.groups ?? []) groups.put(group.id, group);
  };
  const sow = () => {
    const at = Math.floor(now() / 1000);
    for (const user of [...seed.people.map(personToUser), botUser(app.user, name), botUser(slackbot, 'Slackbot')]) users.put(user.id, user);
    sowGroups();
    for (const channel of seed.channels) channels.put(channel.id, seededChannel(channel, app.user, at));
  };
  if (channels.values().length === 0) sow();
  if (groups.values().length === 0) sowGroups();

  return {
    team: seed.team,
    groups,
    manifest,
    app,
    users,
    channels,
    messages: (channel) => journal.shelf<Message>(`messages ${channel}`),
    files: journal.shelf<StoredFile>('files'),
    responseUrls: journal.shelf<ResponseUrl>('response urls'),
    modals: journal.shelf<readonly View[]>('modals'),
    homes: journal.shelf<View>('homes'),
    changes,
    get origin() {
      return options.origin();
    },
    now,
    nextTs() {
      lastMicros = Math.max(now() * 1000, lastMicros + 1);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    newId: (prefix) => `${prefix}0${randomBytes(5).toString('hex').toUpperCase()}`,
    reset() {
      journal.clear();
      sow();
      changes.announce({ type: 'reset' });
    },
    close: () => journal.close(),
  };
}

function personToUser(person: SeedPerson): User {
  return {
    id: person.id,
    name: person.name,
    realName: person.realName,
    title: person.title ?? '',
    email: person.email,
    timezone: person.timezone ?? 'UTC',
    standing: person.standing ?? 'member',
    bot: false,
    part: person.part ?? '',
  };
}

function botUser(id: string, name: string): User {
  return { id, name: name.toLowerCase(), realName: name, title: '', email: '', timezone: 'UTC', standing: 'member', bot: true, part: '' };
}

function seededChannel(channel: Seed['channels'][number], appUser: string, at: number): Channel {
  const members = channel.members.map((member) => (member === 'app' ? appUser : member));
  const sign = (value = ''): Sign => ({ value, creator: '', last_set: 0 });
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.private ? 'private' : 'public',
    creator: members[0] ?? slackbot,
    created: at,
    members,
    topic: sign(channel.topic),
    purpose: sign(channel.purpose),
    archived: false,
    external: false,
    pins: [],
    bookmarks: [],
  };
}

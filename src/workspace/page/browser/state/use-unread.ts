import { useEffect, useMemo, useState } from 'preact/hooks';
import type { World } from '../../../page-api.ts';

type Read = Readonly<Record<string, string>>;

/** Which channels have something that the person has not seen. What was there before they were first played counts as seen. */
export function useUnread(world: World | null, open: string | null): ReadonlySet<string> {
  const [read, setRead] = useState<Readonly<Record<string, Read>>>({});
  const as = world?.as ?? '';

  useEffect(() => {
    if (!world) return;
    setRead((all) => (all[as] ? all : { ...all, [as]: Object.fromEntries(world.channels.map(({ id, latest }) => [id, latest])) }));
  }, [as]);

  const latest = world?.channels.find(({ id }) => id === open)?.latest;
  useEffect(() => {
    if (open === null || latest === undefined) return;
    setRead((all) => ({ ...all, [as]: { ...all[as], [open]: latest } }));
  }, [as, open, latest]);

  return useMemo(() => {
    const seen = read[as];
    if (!world || !seen) return new Set();
    return new Set(world.channels.filter(({ id, latest }) => Number(latest) > Number(seen[id] ?? 0)).map(({ id }) => id));
  }, [world, read, as]);
}

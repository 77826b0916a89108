/**
 * Reads something that may change meanwhile, and hands over what was read. Whether an answer is older or newer than a change that arrived while it was
 * under way cannot be told, so it is then read again, until nothing was heard. `heard` counts the changes so far; `still` tells whether it is wanted.
 */
export async function readAnew<Found>(
  read: () => Promise<Found>,
  take: (found: Found) => void,
  heard: () => number,
  still: () => boolean,
): Promise<void> {
  for (;;) {
    const before = heard();
    const found = await read();
    if (!still()) return;
    take(found);
    if (heard() === before) return;
  }
}

/** One value that is no object: a word, a number, or a list of them. */
export interface Leaf {
  /** As it is written in the payload: `event.data.title`, `evidence[0].ipAddress`. */
  readonly at: string;
  /** The same without case, signs and positions in lists, so that `Src_IP` and `srcIp` are one name: `evidence.ipaddress`. */
  readonly path: string;
  readonly value: unknown;
  /** It stands in a list of objects, of which no single one speaks for the whole. */
  readonly listed: boolean;
}

/** Keys without what vendors spell in ten ways. A key with dots in it is a path: `kibana.alert.severity`. Elastic's `_source` is no source of anything. */
export function plainKey(key: string): string {
  return key === '_source' ? 'hit' : key.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
}

/** Everything that an alert says, from the outside in: what stands higher comes first. */
export function leavesOf(item: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const waiting: Leaf[] = [{ at: '', path: '', value: item, listed: false }];
  for (const node of waiting) {
    const { at, path, value, listed } = node;
    if (Array.isArray(value) && value.some(isObject)) {
      for (const [index, inner] of value.entries()) waiting.push({ at: `${at}[${index}]`, path, value: inner, listed: true });
    } else if (isObject(value) && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) waiting.push({ at: join(at, key), path: join(path, plainKey(key)), value: inner, listed });
    } else if (value !== null && value !== undefined && value !== '') leaves.push(node);
  }
  return leaves;
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

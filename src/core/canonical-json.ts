import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON. @throws TypeError for what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(JSON.parse(JSON.stringify(value)));
  if (json === undefined) throw new TypeError('there is no JSON for this value');
  return json;
}

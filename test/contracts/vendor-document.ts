import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';

/** A request as a connector sent it. */
export interface SentRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With or without its question mark. */
  readonly query: string;
  readonly body: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Where it stands in the document. */
  readonly pointer: string;
}

/** What a vendor's own OpenAPI document says of a request: everything that is wrong with it, or nothing. */
export type VendorDocument = (request: SentRequest) => readonly string[];

/**
 * Reads an OpenAPI 3 document. It refuses paths, methods, query parameters and top-level fields of bodies that the document does not know, even where the
 * document lets anything through: what we send that a vendor does not describe is a misspelling.
 */
export function vendorDocument(document: object): VendorDocument {
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  formats.default(ajv);
  ajv.addSchema({ ...withoutIds(document), $id: 'vendor' });
  const paths = Object.keys(at(document, ['paths']) ?? {});

  const complaints = (pointer: string, value: unknown, name: string): string[] => {
    const validate = ajv.getSchema(`vendor${pointer}`) ?? ajv.compile({ $ref: `vendor${pointer}` });
    return validate(value) ? [] : (validate.errors ?? []).map((error: ErrorObject) => `${name}${error.instancePath} ${error.message}`);
  };

  /** Follows references to what a pointer stands for. */
  const resolve = (pointer: string): { readonly pointer: string; readonly value: Readonly<Record<string, unknown>> } => {
    const value = at(document, segmentsOf(pointer)) ?? {};
    return typeof value.$ref === 'string' ? resolve(value.$ref) : { pointer, value };
  };

  const parametersOf = (owner: string): Parameter[] => {
    const { value } = resolve(`${owner}/parameters`);
    return Object.keys(value).map((index) => {
      const found = resolve(`${owner}/parameters/${index}`);
      return { ...(found.value as unknown as Parameter), pointer: found.pointer };
    });
  };

  const bodyComplaints = (operation: string, body: string): string[] => {
    const declared = resolve(`${operation}/requestBody`);
    if (Object.keys(declared.value).length === 0) return body === '' ? [] : ['a body is sent where none is known'];
    if (body === '') return declared.value.required === true ? ['the body is missing'] : [];
    const pointer = `${declared.pointer}/content/${escaped('application/json')}/schema`;
    const sent: unknown = JSON.parse(body);
    const schema = resolve(pointer).value;
    const known = isObject(schema.properties) ? Object.keys(schema.properties) : undefined;
    const unknown =
      known && isObject(sent) && !isObject(schema.additionalProperties) ? Object.keys(sent).filter((name) => !known.includes(name)) : [];
    return [...unknown.map((name) => `body/${name} is not known`), ...complaints(pointer, sent, 'body')];
  };

  return ({ method, path, query, body }) => {
    const template = paths.filter((one) => fits(one, path)).toSorted((one, other) => one.split('{').length - other.split('{').length)[0];
    if (template === undefined) return [`${path} is not known`];
    const item = `#/paths/${escaped(template)}`;
    const operation = `${item}/${method.toLowerCase()}`;
    if (at(document, segmentsOf(operation)) === undefined) return [`${method} ${template} is not known`];

    const parameters = [...parametersOf(item), ...parametersOf(operation)];
    const sent = new URLSearchParams(query);
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const strangers = [...new Set(sent.keys())].filter((name) => !inQuery.some((parameter) => parameter.name === name));
    const missing = inQuery.filter(({ name, required }) => required === true && !sent.has(name));
    const wrong = inQuery
      .filter(({ name }) => sent.has(name))
      .flatMap(({ name, schema, pointer }) => complaints(`${pointer}/schema`, asTyped(sent.getAll(name), schema), `query/${name}`));
    return [
      ...strangers.map((name) => `query/${name} is not known`),
      ...missing.map(({ name }) => `query/${name} is missing`),
      ...wrong,
      ...bodyComplaints(operation, body),
    ];
  };
}

/** Examples in documents carry `$id` too, which a validator takes for the name of a schema. */
function withoutIds(document: object): object {
  return JSON.parse(JSON.stringify(document), (key, value) => (key === '$id' && typeof value === 'string' ? undefined : value));
}

/** A query's text as the type that the document expects; left as text where it is not one. */
function asTyped(values: readonly string[], schema: Readonly<Record<string, unknown>> | undefined): unknown {
  if (schema?.type === 'array') return values.flatMap((value) => value.split(','));
  const [value = ''] = values;
  if ((schema?.type === 'integer' || schema?.type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (schema?.type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  return value;
}

function fits(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  // GitHub's file paths hold slashes, which its document does not say.
  const open = template.endsWith('/contents/{path}');
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]));
}

function escaped(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function at(value: unknown, segments: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const found = segments.reduce<unknown>((inside, segment) => (isObject(inside) ? inside[segment] : undefined), value);
  return isObject(found) ? found : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

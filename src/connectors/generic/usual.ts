import { instantOf } from '../../kit/index.ts';
import { join, type Leaf } from './leaves.ts';
import type { FieldName } from './mapping.ts';

/** What senders put around that which an alert says. */
const carriers = [
  'alert',
  'incident',
  'finding',
  'detection',
  'issue',
  'issuedata',
  'vulnerability',
  'threatinfo',
  'event',
  'payload',
  'body',
  'detail',
  'details',
  'data',
  'essentials',
  'result',
  'hit',
  'attributes',
  'properties',
  'fields',
  'extension',
  'extensions',
  'control',
  'sourcerule',
  'protopayload',
  'commonlabels',
  'objectattributes',
];
const mostScopes = 24;

/** Names under which products write a field, the most telling first, in the spelling of `plainKey`. */
export const usualNames: Readonly<Record<FieldName, readonly string[]>> = {
  title: [
    ...[
      'title',
      'headline',
      'alertname',
      'alarmname',
      'alerttitle',
      'alertrule',
      'eventdefinitiontitle',
      'alertdisplayname',
      'threatname',
      'detectionname',
      'ruledescription',
      'rulename',
    ],
    ...['kibana.alert.rule.name', 'rule.name', 'rule.title', 'searchname', 'signature', 'labels.alertname', 'annotations.summary'],
    ...['summary', 'subject', 'name', 'displayname', 'shortmessage', 'msg', 'message', 'rule.description', 'text', 'event', 'description'],
    ...['activitydisplayname', 'operationname', 'operationname.value', 'methodname', 'operation', 'terminatingruleid', 'action', 'verb'],
    ...['note', 'eventname', 'alerttype', 'eventtitle', 'detailtype', 'policyname', 'eventtype', 'type', 'category', 'eventid'],
  ],
  rule: [
    ...[
      'rule',
      'ruleid',
      'rule.id',
      'rulename',
      'rule.name',
      'alertrule',
      'alertname',
      'alarmname',
      'labels.alertname',
      'kibana.alert.rule.name',
      'detector',
      'check',
    ],
    ...['checkid', 'signature', 'signatureid', 'deviceeventclassid', 'searchname', 'control.id', 'control.name', 'policyname', 'policy.name'],
    ...['detectionid', 'detectionname', 'threatname', 'note', 'operationname', 'operationname.value', 'methodname', 'category', 'eventname'],
    ...['alerttype', 'findingtype', 'eventid', 'type', 'terminatingruleid', 'eventtype'],
  ],
  id: [
    ...['id', 'uuid', 'uid', 'guid', 'alertid', 'alertuid', 'incidentid', 'findingid', 'detectionid', 'threatid', 'issueid', 'eventid', 'eventuid'],
    ...['kibana.alert.uuid', 'fingerprint', 'dedupkey', 'alias', 'number', 'key', 'externalid', 'sid'],
  ],
  description: [
    ...['description', 'longdescription', 'alertdescription', 'annotations.description', 'details', 'text', 'reason', 'kibana.alert.reason'],
    ...['message', 'msg', 'body', 'summary'],
  ],
  severity: [
    ...[
      'severity',
      'severity.label',
      'severity.name',
      'severity.value',
      'severity.level',
      'severitylabel',
      'severityname',
      'alertseverity',
      'eventseverity',
      'issueseverity',
      'severitytext',
    ],
    ...['kibana.alert.severity', 'signal.rule.severity', 'threatseverity', 'severitylevel', 'rule.severity', 'labels.severity', 'criticality'],
    ...['priority', 'priority.name', 'priority.summary', 'priority.label', 'urgency', 'risklevel', 'threatlevel', 'risk', 'level', 'rule.level'],
    ...['loglevel', 'impact', 'severityid', 'sev', 'cvssscore', 'cvssv3', 'cvss.score', 'magnitude', 'riskscore', 'kibana.alert.riskscore'],
    ...['threatscore', 'score', 'confidencelevel'],
  ],
  status: [
    ...['status', 'state', 'status.name', 'status.value', 'status.label', 'status.state', 'alertstatus', 'incidentstatus', 'alertstate'],
    ...[
      'kibana.alert.status',
      'workflow.status',
      'newstatevalue',
      'monitorcondition',
      'currentstate',
      'alerttype',
      'action',
      'eventaction',
      'eventtype',
    ],
  ],
  time: [
    ...['time', 'timestamp', 'happenedat', 'occurredat', 'eventtime', 'eventtimestamp', 'detectedat', 'detectiontime', 'detectiontimestamp'],
    ...[
      'detectedtime',
      'alerttime',
      'triggeredat',
      'triggeredtime',
      'triggertime',
      'fireddatetime',
      'startsat',
      'starttime',
      'starttimeutc',
      'start',
    ],
    ...['kibana.alert.start', 'identifiedat', 'createdat', 'createddatetime', 'createtime', 'creationtime', 'creationdate', 'created', 'createdtime'],
    ...['date', 'datetime', 'ts', 'rt', 'devtime', 'timegenerated', 'isotimestamp', 'startedat', 'effectiveat', 'executedat', 'recorded'],
    ...['firstseen', 'firstseenat', 'firstseentime', 'firstobservedat', 'firstactivitydatetime', 'publishedat', 'updatedat', 'lastseen'],
    ...['lastseenat', 'lastseentime', 'lastobservedat'],
  ],
  activity: ['activity'],
  outcome: ['outcome', 'result', 'event.outcome', 'outcome.result'],
  attacks: ['attacks', 'techniques', 'mitre', 'mitretechniques', 'mitreattack', 'attack', 'technique', 'techniqueid'],
  country: [
    ...['country', 'countrycode', 'geo.country', 'geo.countryisocode', 'geoip.countrycode', 'source.geo.countryisocode', 'location.country'],
    ...['sourcecountry', 'srccountry', 'client.geographicalcontext.country', 'location.countryorregion'],
  ],
  userAgent: ['useragent', 'useragent.original', 'client.useragent.rawuseragent'],
  link: [
    ...['link', 'url', 'htmlurl', 'weburl', 'alerturl', 'alertlink', 'alertweburl', 'incidentweburl', 'incidenturl', 'issueurl', 'permalink'],
    ...['resultslink', 'dashboardurl', 'generatorurl', 'consoleurl', 'portalurl', 'kibana.alert.url', 'self', 'externalurl'],
  ],
};

/** Words that say what kind of thing was sent, and nothing about what fired. */
const saysNothing = new Set([
  'alert',
  'alerts',
  'event',
  'incident',
  'issue',
  'finding',
  'detection',
  'notification',
  'error',
  'default',
  'message',
  'object',
]);

/** What an alert says, with its usual places at hand. */
export interface Said {
  readonly leaves: readonly Leaf[];
  readonly byPath: ReadonlyMap<string, Leaf>;
  /** Paths of what may carry the alert, from the outside in. */
  readonly scopes: readonly string[];
}

export function said(leaves: readonly Leaf[]): Said {
  const byPath = new Map<string, Leaf>();
  const objects = new Set<string>();
  for (const leaf of leaves) {
    if (leaf.listed) continue;
    if (!byPath.has(leaf.path)) byPath.set(leaf.path, leaf);
    for (let dot = leaf.path.indexOf('.'); dot !== -1; dot = leaf.path.indexOf('.', dot + 1)) objects.add(leaf.path.slice(0, dot));
  }
  const scopes = [''];
  for (const scope of scopes) {
    for (const carrier of carriers) {
      const inner = join(scope, carrier);
      if (objects.has(inner) && scopes.length < mostScopes) scopes.push(inner);
    }
  }
  return { leaves, byPath, scopes };
}

/** All that stands under the usual names of a field, the likeliest first. */
export function* candidates({ byPath, scopes }: Said, field: FieldName): Generator<Leaf> {
  for (const name of usualNames[field]) {
    for (const scope of scopes) {
      const leaf = byPath.get(join(scope, name));
      if (leaf !== undefined) yield leaf;
    }
  }
}

/** The likeliest place of a field. */
export function usual(all: Said, field: FieldName): Leaf | undefined {
  if (field === 'id') return idIn(all);
  for (const leaf of candidates(all, field)) if (fits(field, leaf.value)) return leaf;
  return undefined;
}

/** An envelope has an id of its own, another one for each time it is sent: what counts is that of the thing itself, or the one beside the title, or the innermost. */
function idIn(all: Said): Leaf | undefined {
  const titled = usual(all, 'title')?.path ?? '';
  const beside = titled.slice(0, Math.max(0, titled.lastIndexOf('.')));
  const things = all.scopes.filter((scope) => /(^|\.)(alert|incident|finding|detection|issue|vulnerability|threatinfo)$/.test(scope));
  const scopes = [...things.toReversed(), ...(all.scopes.includes(beside) ? [beside] : []), ...all.scopes.toReversed()];
  for (const name of usualNames.id) {
    for (const scope of scopes) {
      const leaf = all.byPath.get(join(scope, name));
      if (leaf !== undefined && isWord(leaf.value)) return leaf;
    }
  }
  return undefined;
}

function fits(field: FieldName, value: unknown): boolean {
  switch (field) {
    case 'title':
      return typeof value === 'string' && /\p{L}/u.test(value) && !isMachinery(value);
    case 'rule':
      return isWord(value) && !saysNothing.has(String(value).toLowerCase()) && !isMachinery(String(value));
    case 'time':
      return instantOf(value) !== undefined;
    case 'link':
      return typeof value === 'string' && value.startsWith('https://');
    case 'attacks':
      return true;
    default:
      return isWord(value);
  }
}

/** A document, or a path of identifiers, where a name is wanted. */
function isMachinery(text: string): boolean {
  return /^\s*[{[]/.test(text) || /^\/?[^\s/]+(\/[^\s/]+){4,}$/.test(text);
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

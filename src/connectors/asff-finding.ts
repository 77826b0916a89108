import { type AlertInput, countryCode, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../kit/index.ts';
import { named } from './named.ts';
import { techniquesIn } from './techniques.ts';

const text = z.string().nullish();
const remote = z.looseObject({ IpAddressV4: text, Country: z.looseObject({ CountryCode: text, CountryName: text }).nullish() }).nullish();
const accessKey = z.looseObject({ PrincipalName: text, PrincipalId: text, UserName: text, AccessKeyId: text });

/** A finding in the AWS Security Finding Format, as far as we read it. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html */
export const asffFinding = z.looseObject({
  SchemaVersion: z.string(),
  Id: z.string().min(1),
  ProductArn: z.string(),
  GeneratorId: z.string(),
  AwsAccountId: z.string(),
  Region: text,
  Title: z.string(),
  Description: text,
  Types: z.array(z.string()).nullish(),
  FirstObservedAt: text,
  LastObservedAt: text,
  CreatedAt: text,
  UpdatedAt: text,
  Severity: z.looseObject({ Label: text, Normalized: z.number().nullish() }).nullish(),
  RecordState: text,
  Workflow: z.looseObject({ Status: text }).nullish(),
  WorkflowState: text,
  Compliance: z.looseObject({ Status: text }).nullish(),
  SourceUrl: text,
  Network: z.looseObject({ SourceIpV4: text, DestinationIpV4: text, SourceDomain: text, DestinationDomain: text }).nullish(),
  Action: z
    .looseObject({
      AwsApiCallAction: z.looseObject({ RemoteIpDetails: remote }).nullish(),
      NetworkConnectionAction: z.looseObject({ RemoteIpDetails: remote }).nullish(),
    })
    .nullish(),
  Resources: z
    .array(
      z.looseObject({
        Type: z.string(),
        Id: z.string(),
        ResourceRole: text,
        Details: z.looseObject({ AwsIamAccessKey: accessKey.nullish() }).nullish(),
      }),
    )
    .default([]),
});
export type AsffFinding = z.infer<typeof asffFinding>;

/** An ASFF finding in our words. */
export function alertOfAsff(found: AsffFinding, receivedAt: string): AlertInput {
  const from = [found.Action?.AwsApiCallAction?.RemoteIpDetails, found.Action?.NetworkConnectionAction?.RemoteIpDetails].filter((one) => one);
  const country = countryCode(from[0]?.Country?.CountryCode || from[0]?.Country?.CountryName || '');
  const times = [found.LastObservedAt, found.UpdatedAt, found.FirstObservedAt, found.CreatedAt].map(instantOf);
  return {
    externalId: found.Id.slice(0, 512),
    rule: found.GeneratorId.slice(0, 256),
    title: Untrusted.of(found.Title),
    ...(found.Description && { description: Untrusted.of(found.Description) }),
    severity: severityOf(found.Severity?.Label ?? '') ?? found.Severity?.Normalized ?? 50,
    status: isOver(found) ? 'resolved' : 'firing',
    happenedAt: times.find((at) => at !== undefined) ?? receivedAt,
    observables: [
      ...from.flatMap((one) => named('ip', one?.IpAddressV4, 'source')),
      ...named('ip', found.Network?.SourceIpV4, 'source'),
      ...named('ip', found.Network?.DestinationIpV4, 'target'),
      ...[found.Network?.SourceDomain, found.Network?.DestinationDomain].flatMap((name) => named('domain', name)),
      ...found.Resources.flatMap(thingsOf),
    ],
    attacks: techniquesIn(...(found.Types ?? [])),
    ...(country !== undefined && { place: { country } }),
    ...(found.SourceUrl?.startsWith('https://') && { link: found.SourceUrl }),
    distinguish: [found.AwsAccountId, found.Region ?? ''],
  };
}

/** Archived, resolved or suppressed by people, or a control that passes. */
function isOver({ RecordState, Workflow, WorkflowState, Compliance }: AsffFinding): boolean {
  if (RecordState === 'ARCHIVED' || Compliance?.Status === 'PASSED') return true;
  return ['RESOLVED', 'SUPPRESSED'].includes(Workflow?.Status ?? WorkflowState ?? '');
}

/** A key says whose it is; whatever else has an ARN is something of ours. */
function thingsOf({ Type, Id, Details, ResourceRole }: AsffFinding['Resources'][number]): ObservableInput[] {
  if (Type === 'AwsIamAccessKey') {
    const { PrincipalName, UserName, PrincipalId, AccessKeyId } = Details?.AwsIamAccessKey ?? {};
    const session = PrincipalId?.includes(':') ? PrincipalId.slice(PrincipalId.indexOf(':') + 1) : undefined;
    return [...named('user', PrincipalName || UserName || session, 'actor'), ...named('secret', AccessKeyId || Id, 'target')];
  }
  if (Type === 'AwsIamUser' && Id.startsWith('arn:'))
    return named('user', Id.slice(Id.lastIndexOf('/') + 1), ResourceRole === 'Actor' ? 'actor' : 'target');
  if (Type === 'AwsAccount' || !Id.startsWith('arn:')) return [];
  return named('cloud-resource', Id, ResourceRole === 'Actor' ? 'related' : 'target');
}

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import blockBucket from '../../../src/connectors/actions/aws-block-public-bucket.ts';
import type { Surroundings } from '../../../src/kit/define.ts';
import { acme, type RangeVendors, startRangeVendors } from '../../contracts/range-vendors.ts';

let vendors: RangeVendors;
let around: Surroundings;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());
beforeEach(() => {
  vendors.range.reset();
  around = vendors.connect();
});

const check = (value: string) => blockBucket.check({ kind: 'cloud-resource', value, role: 'target' }, around);

test.each(['arn:aws:s3:::acme-payroll', 'acme-payroll', 'arn:aws:s3:::acme-payroll/exports/2026-03.csv', 'arn:aws-cn:s3:::acme-payroll'])(
  '%s is the bucket acme-payroll',
  async (value) => {
    expect(await check(value)).toMatchObject({ id: 'arn:aws:s3:::acme-payroll', label: 'acme-payroll', account: expect.stringMatching(/./) });
  },
);

test.each(['arn:aws:ec2:eu-central-1:111122223333:instance/i-1', 'A_Bucket', 'ab', '../acme-payroll', ''])(
  '%j is no bucket, and nobody is asked',
  async (value) => {
    await expect(check(value)).rejects.toMatchObject({ retryable: false, message: expect.stringContaining('not an S3 bucket') });
    expect(vendors.range.requests).toEqual([]);
  },
);

test('a bucket that is not there is said to be not there', async () => {
  await expect(check('acme-unknown')).rejects.toMatchObject({ status: 404, message: expect.stringContaining('no bucket of this name') });
});

test('a bucket that was deleted after it was shown is not taken for one without a configuration', async () => {
  const resolved = await check('acme-archive');
  vendors.range.happen(({ aws }) => {
    aws.buckets = aws.buckets.filter(({ name }) => name !== 'acme-archive');
  });
  await expect(blockBucket.snapshot(resolved, {}, around)).rejects.toMatchObject({ status: 404 });
});

test('"no configuration" and "four times off" are two states', async () => {
  expect(await blockBucket.snapshot(await check('acme-archive'), {}, around)).toEqual({ publicAccessBlock: null });
  expect(await blockBucket.snapshot(await check('acme-website'), {}, around)).toEqual({
    publicAccessBlock: { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false },
  });
});

test('a critical asset, and one that is meant to be public, are riskier', () => {
  const of = (label: string) => blockBucket.risk({ id: `arn:aws:s3:::${label}`, label, account: 'x' }, { team: acme });
  expect(of('acme-payroll')).toMatchObject({ tier: 2, blastRadius: expect.stringContaining('critical criticality, restricted data') });
  expect(of('acme-website')).toMatchObject({ tier: 2, blastRadius: expect.stringContaining('meant to be public') });
  expect(of('acme-logs')).toMatchObject({ tier: 1, blastRadius: expect.stringContaining('assets.yml does not know it') });
});

/** Where the attack comes from: a documentation address (RFC 5737) that the practice vendors all place in Romania. */
export const attacker = {
  ip: '203.0.113.7',
  country: { name: 'Romania', code: 'RO' },
  city: 'Bucharest',
  latitude: 44.43,
  longitude: 26.1,
  asNumber: 64_501,
  provider: 'Example Hosting SRL',
  domain: 'hosting.example',
} as const;

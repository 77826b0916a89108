/** ATT&CK's tactics of the Enterprise matrix, in the order of an attack. https://attack.mitre.org/tactics/enterprise/ */
export const tactics = [
  'reconnaissance',
  'resource development',
  'initial access',
  'execution',
  'persistence',
  'privilege escalation',
  'defense evasion',
  'credential access',
  'discovery',
  'lateral movement',
  'collection',
  'command and control',
  'exfiltration',
  'impact',
] as const;
export type Tactic = (typeof tactics)[number];

/** Techniques by tactic, without `T`; a technique may serve several. Of ATT&CK v17, those that sources name. */
const techniques: Readonly<Record<Tactic, string>> = {
  reconnaissance: '1589 1590 1591 1592 1593 1594 1595 1596 1597 1598',
  'resource development': '1583 1584 1585 1586 1587 1588 1608 1650',
  'initial access': '1078 1091 1133 1189 1190 1195 1199 1200 1566 1659',
  execution: '1047 1053 1059 1072 1106 1129 1203 1204 1559 1569 1609 1610 1648 1651',
  persistence: '1037 1053 1078 1098 1133 1136 1176 1197 1205 1505 1525 1542 1543 1546 1547 1554 1556 1574',
  'privilege escalation': '1053 1055 1068 1078 1098 1134 1484 1543 1546 1547 1548 1574 1611',
  'defense evasion':
    '1014 1027 1036 1055 1070 1078 1112 1127 1134 1140 1197 1202 1218 1222 1480 1484 1497 1535 1548 1550 1553 1556 1562 1564 1574 1578 1600 1610 1620',
  'credential access': '1003 1040 1056 1110 1111 1187 1212 1528 1539 1552 1555 1556 1557 1558 1606 1621 1649',
  discovery: '1007 1012 1016 1018 1033 1046 1049 1057 1069 1082 1083 1087 1135 1201 1217 1482 1518 1526 1538 1580 1613 1614 1615 1619',
  'lateral movement': '1021 1072 1080 1091 1210 1534 1550 1563 1570',
  collection: '1005 1025 1039 1056 1074 1113 1114 1115 1119 1123 1125 1185 1213 1530 1557 1560 1602',
  'command and control': '1001 1008 1071 1090 1092 1095 1102 1104 1105 1132 1205 1219 1568 1571 1572 1573 1659',
  exfiltration: '1011 1020 1029 1030 1041 1048 1052 1537 1567',
  impact: '1485 1486 1489 1490 1491 1495 1496 1498 1499 1529 1531 1561 1565 1657',
};

const byTechnique = new Map<string, number[]>();
for (const [position, tactic] of tactics.entries()) {
  for (const id of techniques[tactic].split(' ')) byTechnique.set(id, [...(byTechnique.get(id) ?? []), position]);
}

/**
 * The longest chain of different tactics that follow one another in the order of an attack, over what was named one after the other. Each entry holds the
 * techniques (`T1110.003`) of one moment and is at most one link. Empty when nothing is known of any of them.
 */
export function chainOf(moments: readonly (readonly string[])[]): readonly Tactic[] {
  /** For each tactic the longest chain that ends with it. */
  const best = new Map<number, readonly number[]>();
  for (const named of moments) {
    const links = new Set(named.flatMap((technique) => byTechnique.get(technique.slice(1, 5)) ?? []));
    const longer = [...links].map((link) => {
      const before = [...best].filter(([end]) => end < link).map(([, chain]) => chain);
      return [link, [...before.reduce<readonly number[]>((most, chain) => (chain.length > most.length ? chain : most), []), link]] as const;
    });
    for (const [link, chain] of longer) if (chain.length > (best.get(link)?.length ?? 0)) best.set(link, chain);
  }
  const chains = [...best].sort(([a], [b]) => a - b).map(([, chain]) => chain);
  const longest = chains.reduce<readonly number[]>((most, chain) => (chain.length > most.length ? chain : most), []);
  return longest.flatMap((position) => tactics[position] ?? []);
}

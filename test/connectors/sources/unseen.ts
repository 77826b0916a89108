import { formats } from './unseen/formats.ts';
import { logs } from './unseen/logs.ts';
import { monitoring } from './unseen/monitoring.ts';
import type { Unseen } from './unseen/payload.ts';
import { protection } from './unseen/protection.ts';

/**
 * Payloads as products that have no source of their own send them, and what has to become of them without any mapping.
 * Names and addresses are invented.
 */
export const unseen: readonly Unseen[] = [...logs, ...monitoring, ...protection, ...formats];

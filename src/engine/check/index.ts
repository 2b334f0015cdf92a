export { check, type CheckReport } from './check.ts';
export type { CheckedRow, CheckStore, Overlap } from './check-store.ts';
export { findingKinds, type Finding, type FindingKind } from './findings.ts';

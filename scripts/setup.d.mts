export const root: string;
export function nodePath(): string;
export function ensureInstalled(): void;
export function ensureBuilt(): void;
export const hostFlags: readonly string[];

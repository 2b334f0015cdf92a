/** One step of the schema. Steps are never changed once released; a new one follows. Text, so that bundling keeps it. */
export interface Migration {
  /** `user_version` after it. */
  readonly version: number;
  readonly sql: string;
}

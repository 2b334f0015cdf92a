import type { Host } from './host.ts';
import type { Logger } from './logger.ts';

/** What a host says when it starts the engine. */
export interface EngineOptions {
  /** Folder of settings, catalog and (by default) recordings. Made when missing. */
  readonly dataDir: string;
  /** Folder of the built interface, served at `/`. */
  readonly rendererDir: string;
  /** Folder of the models that come with Vigil, and of their catalogue. */
  readonly modelsDir: string;
  /** Package version, shown to people and in the API document. */
  readonly version: string;
  readonly host: Host;
  readonly logger: Logger;
  /** Wins over the settings file for this start. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** Called when a one-time token was used, so that the host can show the next one. */
  readonly onTokenUsed?: () => void;
}

/** A running engine. */
export interface Engine {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** A one-time access token for the sign-in page. Each call makes a new one and ends the one before. */
  issueToken(): string;
  /** Adds the simulated cameras when they are not there yet. @throws VigilError demo_unavailable */
  addDemo(): Promise<void>;
  /** Stops cameras, closes segments, writes the index, ends children, within 10 s. Safe to call twice. */
  stop(): Promise<void>;
}

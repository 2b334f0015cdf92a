/**
 * The few globals that browsers and Node have alike and that this layer may use.
 * Seen by this layer's own check only; every other layer brings the full types of its platform.
 */
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string, base?: string): boolean;
  readonly protocol: string;
  hostname: string;
  username: string;
  password: string;
  readonly href: string;
  readonly port: string;
  readonly pathname: string;
}

const MASK = '***';

/** user:password@ after a scheme; the user stays readable, a greedy password reaches to the last @ before a slash or space. */
const credentials = /([a-z][a-z0-9+.-]*:\/\/)([^/\s:@"']*):([^/\s"']*)@/gi;
/** RTSP and HTTP authorisation headers, as ffmpeg prints them at debug level. */
const authorization = /(authorization:\s*(?:basic|digest|bearer)\s+)[^\r\n]+/gi;
const tokenParameter = /([?&#](?:token|access|password|pwd|pass)=)[^&\s"']+/gi;

/**
 * Hides passwords and tokens in a text that is about to be logged, stored or answered.
 * @param secrets values known to be secret (a camera's password); each is hidden wherever it stands, as it is and percent-encoded.
 */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  let masked = text
    .replace(credentials, `$1$2:${MASK}@`)
    .replace(authorization, `$1${MASK}`)
    .replace(tokenParameter, `$1${MASK}`);
  for (const secret of secrets) {
    // Shorter ones would eat ordinary text; the patterns above have them already.
    if (secret.length < 4) continue;
    masked = masked.replaceAll(secret, MASK).replaceAll(encodeURIComponent(secret), MASK);
  }
  return masked;
}

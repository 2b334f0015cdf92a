import { parseArgs } from 'node:util';
import { checkDataFolder, createLogger, defaultDataDir, findingKinds, type CheckOutcome } from '../engine/index.ts';

const helpText = `Verifies that catalog and recordings of a stopped Vigil agree

  npm run vigil -- check [options]

  --data DIR   the data folder (default: the user's; also VIGIL_DATA)
  --deep       read every recording from its first box to its last, not only the 100 newest
  --repair     mend what can be mended; no footage is deleted. Without it nothing is changed
  --help       this text

Ends with 0 when all is well, 1 when something is left, 2 when it could not check.
`;

/** @returns the exit code */
export async function runCheck(args: readonly string[]): Promise<0 | 1 | 2> {
  let values;
  try {
    const flag = { type: 'boolean', default: false } as const;
    ({ values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, deep: flag, repair: flag, help: flag },
    }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${helpText}`);
    return 2;
  }
  if (values.help) {
    console.log(helpText);
    return 0;
  }
  const { repair, deep } = values;
  const dataDir = values.data ?? process.env['VIGIL_DATA'] ?? defaultDataDir();
  const outcome = await checkDataFolder({ dataDir, repair, deep, logger: createLogger({ level: 'error' }) });
  if (outcome.kind === 'impossible') {
    console.error(`Cannot check: ${outcome.why}`);
    return 2;
  }
  console.log(reportText(outcome.report, repair));
  return outcome.report.left.findings.length === 0 ? 0 : 1;
}

/** The report for people, a line per kind with a few examples. Pure. */
function reportText({ found, mended, left }: (CheckOutcome & { kind: 'checked' })['report'], repair: boolean): string {
  const { rows, files, walked, lost } = found;
  const lines = [
    `${rows} recordings in the catalog, ${files} files; ${walked} files read; ${lost} noted as lost before.`,
  ];
  const list = ({ findings }: typeof found): string[] =>
    findings.flatMap(({ kind, count, examples }) => [
      `  ${count} x ${findingKinds[kind]}`,
      ...examples.map((example) => `      ${example}`),
      ...(count > examples.length && examples.length > 1 ? ['      ...'] : []),
    ]);
  if (found.findings.length === 0) return [...lines, 'All is well.'].join('\n');
  lines.push('Found:', ...list(found));
  if (mended === null) {
    if (!repair) lines.push('Nothing was changed. With --repair, what can be mended is mended.');
    return lines.join('\n');
  }
  lines.push('Mended:', ...(mended.length === 0 ? ['  nothing'] : mended.map((what) => `  ${what}`)));
  lines.push(...(left.findings.length === 0 ? ['All is well now.'] : ['Left:', ...list(left)]));
  return lines.join('\n');
}

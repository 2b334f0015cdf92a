import { runCheck } from './check.ts';

const helpText = `Vigil, network video recorder: tools

  npm run vigil -- check [options]    verifies a stopped recorder; check --help says more
`;

const [command, ...rest] = process.argv.slice(2);
if (command === 'check') {
  runCheck(rest).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(`The check could not go on: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 2;
    },
  );
} else if (command === undefined || command === '--help') {
  console.log(helpText);
} else {
  console.error(`There is no command "${command}".\n\n${helpText}`);
  process.exitCode = 2;
}

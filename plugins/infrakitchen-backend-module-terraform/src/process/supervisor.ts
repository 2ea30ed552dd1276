/**
 * The program that keeps an engine command independent of the backend.
 *
 * It first writes down who it is, then runs the command in the foreground (a
 * background child of a shell ignores INT) with its output going straight to a
 * file, and writes the exit code when the command has ended. It handles the
 * signals that reach the whole process group by doing nothing, so that the
 * engine gets its default handling and the supervisor lives to tell the end.
 *
 * A spool folder serves one command: whoever finds it taken runs nothing.
 *
 * Arguments: spool folder, command, arguments of the command.
 */
export const supervisorScript = `
umask 077
trap : INT TERM HUP
spool=$1
shift
if [ -r "/proc/$$/stat" ]; then
  IFS= read -r identity <"/proc/$$/stat"
else
  identity="$$ $(LC_ALL=C ps -o lstart= -p $$)"
fi
set -C
printf '%s\\n' "$identity" >"$spool/supervisor" || exit 125
set +C
"$@" >>"$spool/output" 2>&1 </dev/null
code=$?
printf '%s\\n' "$code" >"$spool/exit"
`;

/** Files of a spool folder. */
export const spoolFiles = {
  /** Everything the engine printed. */
  output: 'output',
  /** The exit code and a line end, there once the command has ended. */
  exit: 'exit',
  /** Who the supervisor is, there before the command starts. */
  supervisor: 'supervisor',
  /** There since the process group was interrupted. */
  interrupted: 'interrupted',
} as const;

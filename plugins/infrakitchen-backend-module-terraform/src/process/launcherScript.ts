/**
 * The program of the launcher. It starts what it is told to, says so, passes
 * on what it prints, and says when it has ended. It ends with the backend;
 * what it started detached goes on.
 */
export const launcherScript = `
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const children = new Map();

process.on('disconnect', () => process.exit());
process.on('message', ({ id, request }) => {
  if (request) start(id, request);
  else children.get(id)?.kill('SIGKILL');
});

function start(id, { binary, args, directory, env, detached, captured }) {
  const tell = message => {
    if (process.connected) process.send({ id, ...message });
  };
  const fail = ({ code, message }) => tell({ type: 'failed', code, message });
  let child;
  try {
    child = spawn(binary, args, {
      cwd: directory,
      env,
      detached,
      stdio: captured ? ['ignore', 'pipe', 'pipe'] : 'ignore',
    });
  } catch (error) {
    fail(error);
    return;
  }
  child.once('error', fail);
  if (child.pid === undefined) return;
  // Must be read before the event loop turns: from then on the process may be gone.
  const stat = readFileSync('/proc/' + child.pid + '/stat', 'utf8');
  children.set(id, child);
  tell({ type: 'started', pid: child.pid, stat });
  for (const stream of captured ? ['stdout', 'stderr'] : []) {
    child[stream].on('data', chunk => tell({ type: 'output', stream, chunk }));
  }
  child.once('close', code => {
    children.delete(id);
    tell({ type: 'ended', code });
  });
}

process.send({ type: 'ready' });
`;

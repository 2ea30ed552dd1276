import { benchmark } from './lib/benchmark';
import { openSqlite } from './lib/databases';
import { openPortal, openWorld } from './lib/portal';

import { GitSources } from '../plugins/infrakitchen-backend/src/sources';
import { RunInputsReader } from '../plugins/infrakitchen-backend/src/runs/RunInputsReader';
import { RunStore } from '../plugins/infrakitchen-backend/src/runs/RunStore';
import { RunLog } from '../plugins/infrakitchen-backend/src/runs/RunLog';
import { RunDirectory } from '../plugins/infrakitchen-backend/src/runs/RunDirectory';
import { RunTokens, StateStore } from '../plugins/infrakitchen-backend/src/state';
import { GitClient } from '../plugins/infrakitchen-backend/src/sources/GitClient';
import { TerraformEngine } from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import { SpooledProcess } from '../plugins/infrakitchen-backend-module-terraform/src/process/SpooledProcess';
const calls: [number, number, string][] = [];
function wrap(cls: any, ...names: string[]) {
  for (const n of names) {
    const f = cls.prototype[n];
    cls.prototype[n] = function (...a: any[]) {
      const t = Date.now();
      const r = f.apply(this, a);
      const lab = `${cls.name}.${n} ` + (n === 'run' ? a[0].slice(0, 4).map((x: string) => x.slice(0, 20)).join(' ') : n === 'start' ? a[0].command.type : n === 'transition' ? a[2].to : '');
      const done = () => calls.push([t, Date.now(), lab]);
      if (r && typeof r.then === 'function') r.then(done, done); else done();
      return r;
    };
  }
}
wrap(GitSources, 'checkout'); wrap(GitClient, 'run'); wrap(RunInputsReader, 'read', 'seal'); wrap(RunStore, 'patch', 'transition', 'claim', 'payload', 'insert');
wrap(RunLog, 'flush'); wrap(RunDirectory, 'create', 'write', 'remove'); wrap(RunTokens, 'issue', 'verify'); wrap(StateStore, 'read', 'write', 'lock', 'unlock', 'head', 'outputs', 'lockInfo');
wrap(TerraformEngine, 'start', 'readPlan', 'info', 'render'); wrap(SpooledProcess, 'wait');
benchmark('profile', { limitMs: 300000 }, async context => {
  const world = await openWorld(context);
  const database = await openSqlite(context, world.directory);
  const portal = await openPortal(context, world, database);
  const n = Number(process.env.N ?? 5);
  for (let i = 0; i < n; i++) {
    const net = await portal.createNetwork(`net-${i}`);
    const t0 = Date.now();
    const { run } = await portal.client.actOnResource(net.id, 'provision');
    const tAns = Date.now();
    for await (const e of portal.client.streamRun(run!.id)) if (e.type === 'run' && e.run.state === 'succeeded') break;
    const t1 = Date.now();
    const r = await portal.client.getRun(run!.id);
    const log = await portal.client.getRunLog(run!.id);
    const ev: [number, string][] = [[tAns, 'answer'], [t1, 'seen']];
    for (const t of r.transitions) ev.push([Date.parse(t.at), '-> ' + t.to]);
    if (i === n - 1 || process.env.ALL) for (const l of log.lines) ev.push([Date.parse(l.at), '  ' + l.phase + ' ' + l.message.slice(0, 60)]);
    if (i === n - 1) for (const [a, b, l] of calls) if (a >= t0) ev.push([a, `      ${l} ${b - a}ms`]);
    calls.length = 0;
    ev.sort((a, b) => a[0] - b[0]);
    console.error(`--- run ${i} total ${t1 - t0}`);
    console.error(ev.map(([t, s]) => `${t - t0} ${s}`).join(i === n-1 || process.env.ALL ? '\n' : ' '));
  }
  return {};
});

import type { RevealedOutput } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { audited } from '../access';
import type { Actor, HistoryStore } from '../history';
import { assertRevealable } from './problems';
import type { ResourceRecord } from './types';
import type { ValuesService } from './ValuesService';

/** A sensitive output in clear, which is written down before anybody sees it. */
export async function revealOutput(
  deps: { history: HistoryStore; values: Pick<ValuesService, 'unsealOutputs'> },
  read: () => Promise<ResourceRecord>,
  asked: { id: string; name: string; actor: Actor },
): Promise<RevealedOutput> {
  const { history, values } = deps;
  const { id, name, actor } = asked;
  const line = {
    actor,
    action: 'output.revealed',
    entity: { kind: 'resource' as const, id },
    detail: { output: name },
  };
  return audited(history, line, async () => {
    const record = await read();
    const output = record.outputs.find(candidate => candidate.name === name);
    assertRevealable(record, name, output);
    const value = values.unsealOutputs(record)[name] ?? null;
    // What cannot be recorded is not revealed.
    await history.auditAlone({
      ...line,
      outcome: 'succeeded',
      entity: { ...line.entity, name: record.name },
    });
    return { name, value };
  });
}

import type { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** All messages of a run's log, whose numbers must have no gap. */
export async function wholeLog(
  client: InfrakitchenClient,
  runId: string,
): Promise<string[]> {
  const messages: string[] = [];
  let after = 0;
  for (;;) {
    const page = await client.getRunLog(runId, { after, limit: 1_000 });
    for (const line of page.lines) {
      expect(line.seq).toBe(after + 1);
      after = line.seq;
      messages.push(line.message);
    }
    if (page.ended || page.lines.length === 0) {
      return messages;
    }
  }
}
